/// The 101 for an upgrade to a WebSocket (RFC 6455 §4.2.2).
struct UpgradeAnswer: Sendable {
  let bytes: [UInt8]

  /// - Parameters:
  ///   - key: the client's `Sec-WebSocket-Key`.
  ///   - subprotocol: the one that is taken of those offered.
  ///   - deflate: what was agreed on about compression.
  init(toKey key: String, subprotocol: String? = nil, deflate: PerMessageDeflate? = nil) {
    var text = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\nSec-WebSocket-Accept: "
    text += WebSocketHandshake.accept(key)
    if let subprotocol { text += "\r\nSec-WebSocket-Protocol: \(subprotocol)" }
    if let deflate { text += "\r\nSec-WebSocket-Extensions: \(deflate.answer)" }
    bytes = Array((text + "\r\n\r\n").utf8)
  }
}
