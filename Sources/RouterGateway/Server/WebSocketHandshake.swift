import Crypto
import FoundationEssentials
import NIOHTTP1

/// The server's side of the opening handshake (RFC 6455 §4.2).
enum WebSocketHandshake {
  private static let magic = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

  /// What RFC 6455 §4.2.1 asks of an upgrade request. The key, or nil when something lacks.
  static func key(of head: HTTPRequestHead) -> String? {
    let headers = head.headers
    guard head.method == .GET, head.version == .http1_1, !hasBody(headers), has("Upgrade", "websocket", headers),
      has("Connection", "upgrade", headers),
      headers["Sec-WebSocket-Version"] == ["13"], headers["Sec-WebSocket-Key"].count == 1,
      let key = headers.first(name: "Sec-WebSocket-Key"), isKey(key)
    else { return nil }
    return key
  }

  /// What the client offers besides RFC 6455. Nil when that is malformed, which ends a handshake (RFC 6455 §9.1).
  static func extensions(of head: HTTPRequestHead) -> [ExtensionOffer]? {
    ExtensionOffer.list(head.headers["Sec-WebSocket-Extensions"])
  }

  /// Whether a header's list has a value, in any case.
  private static func has(_ name: String, _ value: String, _ headers: HTTPHeaders) -> Bool {
    headers[canonicalForm: name].contains { $0.lowercased() == value }
  }

  /// 16 bytes in base64.
  static func isKey(_ text: String) -> Bool { Data(base64Encoded: text)?.count == 16 }

  /// A body would be taken for frames.
  private static func hasBody(_ headers: HTTPHeaders) -> Bool {
    headers.contains(name: "Transfer-Encoding") || headers["Content-Length"].contains { $0 != "0" }
  }

  /// The value of `Sec-WebSocket-Accept`. SHA-1 protects nothing here: it shows that the server has understood the request.
  static func accept(_ key: String) -> String {
    Data(Insecure.SHA1.hash(data: Data((key + magic).utf8))).base64EncodedString()
  }
}
