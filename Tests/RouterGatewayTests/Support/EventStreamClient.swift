import Foundation
import NIOCore
import RouterCore
import Testing

@testable import RouterGateway

/// One event of a stream, or a comment.
struct StreamItem: Sendable, Equatable {
  var event: String?
  var id: String?
  var data: String?
  var retry: String?
  var comment: String?

  /// - Parameter text: the lines up to the empty one.
  init(_ text: Substring) {
    for line in text.split(separator: "\n", omittingEmptySubsequences: true) {
      let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map { String($0) }
      let value = parts.count > 1 ? String(parts[1].drop { $0 == " " }) : ""
      switch parts[0] {
      case "event": event = value
      case "id": id = value
      case "data": data = value
      case "retry": retry = value
      case "": comment = value
      default: Issue.record("a line that no stream has: \(line)")
      }
    }
  }

  var json: JSONDocument? { data.flatMap { try? JSONDocument(parsing: $0) } }
}

extension LoopbackClient {
  /// Takes one chunk (RFC 9112 §7.1), which is one item here; nil at the last one or at the end.
  func item() async -> StreamItem? {
    let text: String?? = await read { (buffer: inout ByteBuffer) -> String?? in
      let view = buffer.readableBytesView
      guard let end = view.firstIndex(of: 0x0A),
        let size = Int(String(decoding: view[..<(end - 1)], as: UTF8.self), radix: 16)
      else { return nil }
      let head = end + 1 - view.startIndex
      guard buffer.readableBytes >= head + size + 2 else { return nil }
      buffer.moveReaderIndex(forwardBy: head)
      let text = buffer.readString(length: size)
      buffer.moveReaderIndex(forwardBy: 2)
      return .some(size == 0 ? nil : text)
    }
    return (text ?? nil).map { StreamItem($0[...]) }
  }

  /// Asks for a stream; what follows the welcome is still to be read.
  func beginStream(_ token: String, _ query: String, _ headers: String = "") async throws {
    try await send(Self.stream(token, query, headers))
    let answer = await response()
    #expect(answer?.status == 200 && answer?.headers["content-type"] == "text/event-stream")
    let welcome = await item()
    #expect(welcome?.comment?.hasPrefix("session_") == true && welcome?.retry == "3000")
  }

  static func stream(_ token: String, _ query: String, _ headers: String = "") -> String {
    "GET /api/v1/events/stream?token=\(token)&\(query) HTTP/1.1\r\nHost: localhost\r\n\(headers)\r\n"
  }
}
