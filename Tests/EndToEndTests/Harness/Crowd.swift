import Synchronization

/// Connections that say nothing.
final class Crowd: Sendable {
  private let process: ChildProcess
  private let answers = Mutex(0)

  init(port: Int) throws {
    process = try ChildProcess(Installation.python, [Installation.client("crowd.py"), "127.0.0.1", "\(port)"])
  }

  func open(_ count: Int) async throws { try await say("open \(count)") }

  /// The oldest go first.
  func close(_ count: Int) async throws { try await say("close \(count)") }

  private func say(_ command: String) async throws {
    let index = answers.withLock { index in
      defer { index += 1 }
      return index
    }
    try process.write(command)
    guard try await process.output.line(at: index, "answer to '\(command)'") != nil else {
      throw Unexpected("the end of the crowd", instead: process.errors.text)
    }
  }
}
