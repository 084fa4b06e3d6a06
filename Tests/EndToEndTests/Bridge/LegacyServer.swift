import RouterCore
import Synchronization
import TestSupport

/// A foreign server of the legacy API, which does what it is told.
final class LegacyServer: Sendable {
  static let token = "a token of the foreign server"

  let port: Int
  private let process: ChildProcess
  /// Lines that have been looked at.
  private let linesRead = Mutex(1)

  /// - Parameters:
  ///   - port: 0 for any.
  ///   - replays: whether it knows RECONNECT.
  init(port: Int = 0, replays: Bool = true) async throws {
    process = try ChildProcess(Installation.python, [Installation.client("legacy_server.py")])
    try process.write(#"{"token":"\#(Self.token)","port":\#(port),"replays":\#(replays)}"#)
    guard let line = try await process.output.line(at: 0, "report of the legacy server"),
      let port = try JSONDocument(parsing: line).root["port"]?.int
    else { throw Unexpected(process.errors.text, instead: "a port") }
    self.port = port
  }

  /// A source that bridges this server.
  func source(_ more: String = "") -> String {
    #"{ type: legacy_bridge, url: "ws://127.0.0.1:\#(port)/agents/ws", token: "\#(Self.token)"\#(more) }"#
  }

  // MARK: What it does

  /// - Parameter data: as JSON.
  func emit(_ type: String, source: String = "assessment-agent", _ data: String) throws {
    try process.write(#"{"do":"emit","type":"\#(type)","source":"\#(source)","data":\#(data)}"#)
  }

  func send(_ text: String) throws { try process.writeJSON(["do": "send", "text": text]) }
  func close(_ code: Int) throws { try process.write(#"{"do":"close","code":\#(code)}"#) }

  /// It answers no more, but keeps its connections.
  func mute() throws { try process.write(#"{"do":"mute"}"#) }

  /// Its connections break off.
  func kill() async throws {
    process.kill()
    try await process.end()
  }

  // MARK: What it gets

  /// The next message that this server gets; of a type, where others in between are passed over.
  func message(_ type: String? = nil) async throws -> JSONNode {
    let report = try await report(type ?? "message") { report in
      guard let found = report[["message", "type"]]?.string else { return false }
      return type == nil || found == type
    }
    return try report["message"].orThrow(type ?? "message")
  }

  func connected() async throws { _ = try await report("connected") { $0["event"]?.string == "connected" } }

  private func report(_ what: String, _ isOne: (JSONNode) -> Bool) async throws -> JSONNode {
    while true {
      let index = linesRead.withLock { index in
        defer { index += 1 }
        return index
      }
      guard let line = try await process.output.line(at: index, what) else {
        throw Unexpected(process.errors.text, instead: what)
      }
      let report = try JSONDocument(parsing: line).root
      if isOne(report) { return report }
    }
  }
}

extension Optional where Wrapped == JSONNode {
  fileprivate func orThrow(_ what: String) throws -> JSONNode {
    guard let self else { throw Unexpected("nothing", instead: what) }
    return self
  }
}
