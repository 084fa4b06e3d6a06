import NIOCore

/// The opening handshake of a WebSocket connection (RFC 6455 §4.1).
struct Upgrade: Sendable {
  /// The RFC's example pair: a nonce protects from caches that do not know WebSocket, and a bench asks its own server.
  private static let (key, accept) = ("dGhlIHNhbXBsZSBub25jZQ==", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
  private static let maxAnswer = 16 * 1024

  let request: ByteBuffer
  /// Whether permessage-deflate (RFC 7692) is asked for.
  let deflate: Bool

  /// The token goes into a header, where access logs do not show it.
  init(server: ServerURL, token: String, deflate: Bool = false) {
    self.deflate = deflate
    let extensions = deflate ? "\r\nSec-WebSocket-Extensions: permessage-deflate" : ""
    request = ByteBuffer(
      string: """
        GET \(server.prefix)\(ServerURL.sessionPath) HTTP/1.1\r
        Host: \(server.authority)\r
        Connection: Upgrade\r
        Upgrade: websocket\r
        Sec-WebSocket-Version: 13\r
        Sec-WebSocket-Key: \(Self.key)\r
        Authorization: Bearer \(token)\(extensions)\r
        \r

        """)
  }

  /// Takes the answer from the front of what came: true when it is there whole and agrees.
  func readAnswer(_ buffer: inout ByteBuffer) throws(BenchFailure) -> Bool {
    let end: Range<Int>? = buffer.readableBytesView.firstRange(of: Array("\r\n\r\n".utf8))
    guard let end else {
      guard buffer.readableBytes < Self.maxAnswer else { throw .notAServer("an endless answer to the upgrade") }
      return false
    }
    let head = String(decoding: buffer.readableBytesView[..<end.lowerBound], as: UTF8.self)
    buffer.moveReaderIndex(to: end.upperBound)
    let lines = head.split(separator: "\r\n")
    let status = lines.first?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    guard head.hasPrefix("HTTP/1.1 "), let status else {
      throw .notAServer("the answer to the upgrade is not HTTP/1.1")
    }
    guard status == 101 else { throw .upgradeRefused(status: status, detail: ProblemText.detail(of: buffer)) }
    let accepts = lines.contains { line in
      line.lowercased().hasPrefix("sec-websocket-accept:") && line.hasSuffix(Self.accept)
    }
    guard accepts else { throw .notAServer("the upgrade's answer has a wrong Sec-WebSocket-Accept") }
    try checkExtensions(lines.filter { $0.lowercased().hasPrefix("sec-websocket-extensions:") })
    return true
  }

  /// Frames can only be inflated one by one when each is compressed without those before it.
  private func checkExtensions(_ lines: [Substring]) throws(BenchFailure) {
    guard deflate else {
      guard lines.isEmpty else { throw .notAServer("an extension that was not asked for") }
      return
    }
    guard let line = lines.first, line.contains("permessage-deflate") else { throw .compressionRefused }
    guard line.contains("server_no_context_takeover") else {
      throw .notAServer("compression with context takeover, which a bench does not know")
    }
  }
}
