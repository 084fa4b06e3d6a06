import Foundation
import Testing

/// One WebSocket connection of a foreign client.
struct Client: Sendable {
  /// The libraries that clients are written with.
  enum Library: String, Sendable, CaseIterable, CustomTestStringConvertible {
    case python
    case node

    var testDescription: String { rawValue }
  }

  /// Where a token stands in the upgrade request.
  enum TokenPlace: String, Sendable, CaseIterable, CustomTestStringConvertible {
    case query
    case header
    case subprotocol

    var testDescription: String { rawValue }
  }

  /// How a client gets to the router.
  enum Way: Sendable {
    case plain(port: Int)
    /// - certificate: a file with the only certificate that is trusted.
    case tls(port: Int, certificate: String)
    case socket(path: String)
  }

  /// Where a dialect is spoken.
  enum Path: String, Sendable {
    case v1 = "/api/v1/ws"
    case legacy = "/agents/ws"
  }

  private struct Target: Encodable {
    var url: String
    var headers: [String: String] = [:]
    var subprotocols: [String] = []
    var ca: String?
    var socket: String?

    init(_ way: Way, _ path: Path, query: String) {
      let path = "\(path.rawValue)?\(query)"
      switch way {
      case .plain(let port): url = "ws://127.0.0.1:\(port)\(path)"
      case .tls(let port, let certificate): (url, ca) = ("wss://127.0.0.1:\(port)\(path)", certificate)
      case .socket(let file): (url, socket) = ("ws://localhost\(path)", file)
      }
    }
  }

  let reports: ClientReports
  private let process: ChildProcess

  /// Starts to connect.
  init(_ library: Library, port: Int, token: String, in place: TokenPlace = .query, query: String = "") throws {
    try self.init(library, by: .plain(port: port), token: token, in: place, query: query)
  }

  /// Starts to connect.
  /// - Parameter token: nil for none.
  init(
    _ library: Library, by way: Way, _ path: Path = .v1, token: String?, in place: TokenPlace = .query,
    query: String = ""
  ) throws {
    var target = Target(way, path, query: query)
    switch (place, token) {
    case (_, nil): break
    case (.query, let token?): target.url += "&token=\(token)"
    case (.header, let token?): target.headers["Authorization"] = "Bearer \(token)"
    case (.subprotocol, let token?): target.subprotocols = ["bearer", token]
    }
    process =
      switch library {
      case .python: try ChildProcess(Installation.python, [Installation.client("websocket_client.py")])
      case .node: try ChildProcess(Installation.node, [Installation.client("websocket_client.js")])
      }
    reports = ClientReports(of: process, path)
    try process.writeJSON(target)
  }

  // MARK: Reading

  func frame() async throws -> Frame { try await reports.frame() }

  func frames(_ count: Int) async throws -> [Frame] {
    var frames: [Frame] = []
    for _ in 0..<count { frames.append(try await frame()) }
    return frames
  }

  /// Messages up to one that is the last, which is included.
  func frames(through isLast: (Frame) -> Bool) async throws -> [Frame] {
    var frames = [try await frame()]
    while let last = frames.last, !isLast(last) { frames.append(try await frame()) }
    return frames
  }

  func closing() async throws -> (frames: [Frame], closing: Closing) { try await reports.closing() }

  // MARK: Writing

  private struct Command: Encodable {
    var `do` = "send"
    var text: String?
    var base64: String?
    var binary: Bool?
    var code: Int?
  }

  func send(_ text: String) throws { try process.writeJSON(Command(text: text)) }

  /// A binary message. Node only.
  func send(binary bytes: [UInt8]) throws {
    try process.writeJSON(Command(base64: Data(bytes).base64EncodedString(), binary: true))
  }

  /// A text message that may be none. Node only: Python's library knows better.
  func send(unchecked bytes: [UInt8]) throws {
    try process.writeJSON(Command(base64: Data(bytes).base64EncodedString(), binary: false))
  }

  /// Subscribes and waits for the confirmation.
  func subscribe(_ events: String...) async throws {
    try send(#"{"type":"subscribe","data":{"events":["\#(events.joined(separator: #"",""#))"]}}"#)
    let answer = try await frame()
    guard answer.type == "subscription_confirmed" else { throw Unexpected(answer, instead: "a confirmation") }
  }

  func close(_ code: Int = 1000) throws { try process.writeJSON(Command(do: "close", code: code)) }
}

/// Something else came than what a test waits for.
struct Unexpected: Error, CustomStringConvertible {
  let description: String

  init(_ found: some Any, instead expected: String) { description = "found \(found) instead of \(expected)" }
}

extension ChildProcess {
  func writeJSON(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    try write(String(decoding: try encoder.encode(value), as: UTF8.self))
  }
}
