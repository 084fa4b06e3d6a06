import FoundationEssentials
import NIOHTTP1

/// What RFC 6455 §4.2.1 asks of an upgrade request and NIO's upgrader does not check.
enum WebSocketHandshake {
  static func isComplete(_ head: HTTPRequestHead) -> Bool {
    head.method == .GET && head.version == .http1_1 && !hasBody(head.headers)
      && head.headers[canonicalForm: "Connection"].contains { $0.lowercased() == "upgrade" }
      && head.headers.first(name: "Sec-WebSocket-Key").map(isKey) ?? false
  }

  /// 16 bytes in base64.
  static func isKey(_ text: String) -> Bool { Data(base64Encoded: text)?.count == 16 }

  /// A body would be taken for frames.
  private static func hasBody(_ headers: HTTPHeaders) -> Bool {
    headers.contains(name: "Transfer-Encoding") || headers["Content-Length"].contains { $0 != "0" }
  }
}
