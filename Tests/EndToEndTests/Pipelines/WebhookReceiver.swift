import Foundation
import RouterCore

/// A foreign program that receives webhooks. Killed, it can be started again on its port.
final class WebhookReceiver: Sendable {
  static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

  enum Mode: String, Sendable {
    case accept
    case fail
    case busy
    case gone
    case hang
    case close
  }

  struct Request: Sendable {
    let mode: String
    let id: String
    let agent: String
    let problems: [String]
  }

  let port: Int
  private let process: ChildProcess

  init(port: Int = 0) async throws {
    process = try ChildProcess(
      Installation.python, [Installation.client("webhook_receiver.py"), "\(port)", Self.secret])
    let line = try await process.output.line(with: #""port""#)
    self.port = try JSONDocument(parsing: line).root["port"]?.int ?? 0
  }

  var url: String { "http://127.0.0.1:\(port)/hook" }

  /// Returns when the receiver is in that mode.
  func set(_ mode: Mode) async throws {
    try process.write(mode.rawValue)
    _ = try await process.output.line(with: #""now": "\#(mode.rawValue)""#)
  }

  func kill() async throws {
    process.kill()
    _ = try await process.end()
  }

  /// So far, in the order in which they came.
  var requests: [Request] { process.output.lines.compactMap(Request.init) }

  /// What was accepted, as soon as that many different events are among it.
  func accepted(_ count: Int) async throws -> [Request] {
    var accepted: [Request] = []
    var index = 0
    while Set(accepted.map(\.id)).count < count {
      guard let line = try await process.output.line(at: index, "event number \(count) at the receiver") else { break }
      index += 1
      if let request = Request(line), request.mode == Mode.accept.rawValue { accepted.append(request) }
    }
    return accepted
  }

  /// Returns when a request has come in a mode.
  func request(in mode: Mode) async throws { _ = try await process.output.line(with: #""mode": "\#(mode.rawValue)""#) }
}

extension WebhookReceiver.Request {
  /// Nil for a line that speaks of something else.
  fileprivate init?(_ line: String) {
    guard let root = try? JSONDocument(parsing: line).root, let mode = root["mode"]?.string else { return nil }
    self.mode = mode
    id = root["id"]?.string ?? ""
    agent = root[["events", "0", "1"]]?.string ?? ""
    problems = root["problems"]?.elements.compactMap(\.string) ?? []
  }

  var number: Int { Int(id.dropFirst("msg_".count)) ?? 0 }
}
