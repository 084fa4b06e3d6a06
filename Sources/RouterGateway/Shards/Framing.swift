import NIOCore

/// How messages stand one behind the other on a connection.
package enum Framing: Sendable {
  /// RFC 6455, unmasked.
  case webSocket
  /// RFC 9112 §7.1: each message a chunk of its own.
  case chunked

  /// Appends one message.
  func write(_ text: [UInt8], to buffer: inout ByteBuffer) {
    switch self {
    case .webSocket: buffer.writeFrame(.text, text)
    case .chunked:
      buffer.writeString(String(text.count, radix: 16))
      buffer.writeStaticString("\r\n")
      buffer.writeBytes(text)
      buffer.writeStaticString("\r\n")
    }
  }

  /// Appends what shows that the server is there, and makes the network find out whether the client is.
  func writePing(to buffer: inout ByteBuffer) {
    switch self {
    case .webSocket: buffer.writeFrame(.ping, [])
    case .chunked: write(Array(":\n\n".utf8), to: &buffer)
    }
  }

  /// Appends the goodbye.
  func writeClose(_ code: UInt16, reason: String, to buffer: inout ByteBuffer) {
    switch self {
    case .webSocket: buffer.writeClose(code, reason: reason)
    case .chunked: buffer.writeStaticString("0\r\n\r\n")
    }
  }
}
