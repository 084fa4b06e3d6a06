import Foundation

extension JunctorProcess {
  /// - Parameter options: of `junctor token`.
  func token(with options: [String]) async throws -> String {
    let result = try await Junctor.result(["token", "junctor.yaml"] + options, in: folder)
    guard result.end == .exit(0) else { throw Unexpected(result.errors, instead: "a token") }
    return result.output.trimmingCharacters(in: .newlines)
  }
}
