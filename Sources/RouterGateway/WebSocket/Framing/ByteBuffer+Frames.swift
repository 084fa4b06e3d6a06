import NIOCore

extension ByteBuffer {
  /// Appends one whole, unmasked frame.
  mutating func writeFrame(_ opcode: WebSocketOpcode, _ payload: some Collection<UInt8>) {
    FrameHeader.write(opcode, payloadBytes: payload.count, to: &self)
    writeBytes(payload)
  }

  /// Appends one whole, unmasked frame.
  mutating func writeFrame(_ opcode: WebSocketOpcode, _ payload: ByteBuffer) {
    FrameHeader.write(opcode, payloadBytes: payload.readableBytes, to: &self)
    writeImmutableBuffer(payload)
  }

  /// Appends a close frame. A reason that is too long for one (RFC 6455 §5.5) loses its end.
  mutating func writeClose(_ code: UInt16, reason: String = "") {
    var reason = reason[...]
    while reason.utf8.count > 123 { reason.removeLast() }
    FrameHeader.write(.close, payloadBytes: 2 + reason.utf8.count, to: &self)
    writeInteger(code)
    writeSubstring(reason)
  }
}
