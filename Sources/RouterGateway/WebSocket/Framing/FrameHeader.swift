import NIOCore

/// The front of a frame from the server: whole and unmasked (RFC 6455 §5.2).
enum FrameHeader {
  static func write(_ opcode: WebSocketOpcode, payloadBytes: Int, to buffer: inout ByteBuffer) {
    let first = 0x80 | opcode.rawValue
    switch payloadBytes {
    case ..<126: buffer.writeMultipleIntegers(first, UInt8(payloadBytes))
    case ...0xFFFF: buffer.writeMultipleIntegers(first, 126 as UInt8, UInt16(payloadBytes))
    default: buffer.writeMultipleIntegers(first, 127 as UInt8, UInt64(payloadBytes))
    }
  }
}
