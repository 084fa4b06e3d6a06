import RouterCore

/// A foreign program that is an agent asked by HTTP.
final class HTTPAgent: Sendable {
  static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

  let port: Int
  private let process: ChildProcess

  init() async throws {
    process = try ChildProcess(Installation.python, [Installation.client("http_agent.py"), Self.secret])
    let line = try await process.output.line(with: #""port""#)
    port = try JSONDocument(parsing: line).root["port"]?.int ?? 0
  }

  /// The driver of the agent, as JSON.
  var driver: String {
    #"{"type":"http","url":"http://127.0.0.1:\#(port)/orders?key=hush","secret":"\#(Self.secret)","#
      + #""check_every":"100ms","failures":2}"#
  }

  /// What it has been told, but for questions after its status.
  var orders: [JSONNode] {
    process.output.lines.dropFirst().compactMap { try? JSONDocument(parsing: $0).root }
  }

  func kill() async throws {
    process.kill()
    _ = try await process.end()
  }
}
