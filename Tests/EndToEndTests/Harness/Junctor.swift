import TestSupport

/// The program under test, run as a command.
enum Junctor {
  struct Result: Sendable {
    let end: ChildProcess.End
    let output: String
    let errors: String
  }

  /// - Parameter descriptors: the process's limit of open files.
  static func start(
    _ arguments: [String], in folder: TemporaryFolder, environment: [String: String] = [:], descriptors: Int? = nil
  ) throws -> ChildProcess {
    guard let descriptors else {
      return try ChildProcess(Installation.junctor, arguments, environment: environment, folder: folder.path)
    }
    let command = ["-c", #"ulimit -n "$0" && exec "$@""#, "\(descriptors)", Installation.junctor] + arguments
    return try ChildProcess("sh", command, environment: environment, folder: folder.path)
  }

  static func result(
    _ arguments: [String], in folder: TemporaryFolder, environment: [String: String] = [:]
  ) async throws -> Result {
    let process = try start(arguments, in: folder, environment: environment)
    process.closeInput()
    let end = try await process.end()
    return Result(end: end, output: process.output.text, errors: process.errors.text)
  }
}
