import Deflate
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

  /// Appends one whole, unmasked and compressed frame (RFC 7692 §6.1).
  /// - Parameter limit: how large the compressed payload may be.
  /// - Returns: the size of the compressed payload; nil when it would be larger, and then nothing is appended.
  mutating func writeFrame(
    _ opcode: WebSocketOpcode, _ payload: [UInt8], by deflater: Deflater?, atMost limit: Int
  ) -> Int? {
    deflater?.deflate(payload, atMost: limit) { compressed in
      FrameHeader.write(opcode, payloadBytes: compressed.count, isCompressed: true, to: &self)
      return writeBytes(compressed)
    }
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
