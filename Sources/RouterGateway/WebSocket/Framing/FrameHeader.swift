import NIOCore

/// The front of a frame from the server: whole and unmasked (RFC 6455 §5.2).
enum FrameHeader {
  /// - Parameter isCompressed: RFC 7692 §6.
  static func write(
    _ opcode: WebSocketOpcode, payloadBytes: Int, isCompressed: Bool = false, to buffer: inout ByteBuffer
  ) {
    let first = 0x80 | (isCompressed ? 0x40 : 0) | opcode.rawValue
    switch payloadBytes {
    case ..<126: buffer.writeMultipleIntegers(first, UInt8(payloadBytes))
    case ...0xFFFF: buffer.writeMultipleIntegers(first, 126 as UInt8, UInt16(payloadBytes))
    default: buffer.writeMultipleIntegers(first, 127 as UInt8, UInt64(payloadBytes))
    }
  }
}
