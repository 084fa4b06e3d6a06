import Foundation
import Synchronization
import Testing

/// One WebSocket connection of a foreign client.
final class Client: Sendable {
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

  private struct Target: Encodable {
    var url: String
    var headers: [String: String] = [:]
    var subprotocols: [String] = []
  }

  private let process: ChildProcess
  private let reportsRead = Mutex(0)

  /// Starts to connect.
  init(_ library: Library, port: Int, token: String, in place: TokenPlace = .query, query: String = "") throws {
    var target = Target(url: "ws://127.0.0.1:\(port)/api/v1/ws?\(query)")
    switch place {
    case .query: target.url += "&token=\(token)"
    case .header: target.headers["Authorization"] = "Bearer \(token)"
    case .subprotocol: target.subprotocols = ["bearer", token]
    }
    process =
      switch library {
      case .python: try ChildProcess(Installation.python, [Installation.client("websocket_client.py")])
      case .node: try ChildProcess(Installation.node, [Installation.client("websocket_client.js")])
      }
    try process.writeJSON(target)
  }

  // MARK: Reading

  /// The next report. A client that has ended has none.
  func report() async throws -> ClientReport {
    let index = reportsRead.withLock { index in
      defer { index += 1 }
      return index
    }
    guard let line = try await process.output.line(at: index, "further report") else {
      throw Unexpected("the end of the client", instead: process.errors.text)
    }
    return try JSONDecoder().decode(ClientReport.self, from: Data(line.utf8))
  }

  /// The connection is open: the subprotocol that the server chose.
  @discardableResult
  func opened() async throws -> String? {
    let report = try await report()
    guard case .open(let subprotocol) = report else { throw Unexpected(report, instead: "an open connection") }
    return subprotocol
  }

  /// The next message.
  func frame() async throws -> Frame {
    let report = try await report()
    guard case .message(let frame) = report else { throw Unexpected(report, instead: "a message") }
    return frame
  }

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

  /// The messages that still come until the server closes, and how it does.
  func closing() async throws -> (frames: [Frame], closing: Closing) {
    var frames: [Frame] = []
    while true {
      switch try await report() {
      case .message(let frame): frames.append(frame)
      case .closed(let closing): return (frames, closing)
      case let report: throw Unexpected(report, instead: "messages and a close")
      }
    }
  }

  // MARK: Writing

  private struct Command: Encodable {
    var `do` = "send"
    var text: String?
    var base64: String?
    var binary: Bool?
    var code: Int?
  }

  func send(_ text: String) throws { try process.writeJSON(Command(text: text)) }

  /// Any bytes as a text or a binary message. Node only: Python's library takes texts.
  func send(_ bytes: [UInt8], binary: Bool) throws {
    try process.writeJSON(Command(base64: Data(bytes).base64EncodedString(), binary: binary))
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
