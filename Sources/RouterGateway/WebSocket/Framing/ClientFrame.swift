import NIOCore

/// The front of a frame from a client, checked as far as that needs nothing of what came before (RFC 6455 §5.2).
struct ClientFrame: Equatable {
  let isFinal: Bool
  /// Of a message, with its first frame (RFC 7692 §6).
  let isCompressed: Bool
  let opcode: WebSocketOpcode
  let headerBytes: Int
  let payloadBytes: Int
  let mask: FrameMask

  /// RFC 7692 §6: the first of the reserved bits.
  private static let compressionBit: UInt8 = 0x40
  /// RFC 6455 §5.5.
  private static let maxControlPayload = 125

  /// Looks at the front of the buffer and takes nothing from it. Nil when the front has not come completely.
  /// - Parameter inflates: whether permessage-deflate was negotiated.
  init?(_ buffer: ByteBuffer, inflates: Bool) throws(FrameViolation) {
    guard let (first, second) = buffer.peekMultipleIntegers(as: (UInt8, UInt8).self) else { return nil }
    isFinal = first & 0x80 != 0
    isCompressed = inflates && first & Self.compressionBit != 0
    opcode = try Self.opcode(first, allowing: inflates ? Self.compressionBit : 0)
    if isCompressed, opcode != .text, opcode != .binary {
      throw FrameViolation(.protocolError, "only the first frame of a message says that it is compressed")
    }
    guard second & 0x80 != 0 else { throw FrameViolation(.protocolError, "client frames must be masked") }
    let short = Int(second & 0x7F)
    if opcode.isControl { try Self.checkControl(isFinal: isFinal, payloadBytes: short) }
    guard let (payloadBytes, lengthBytes) = try Self.length(short, buffer) else { return nil }
    let keyIndex = buffer.readerIndex + 2 + lengthBytes
    guard let key = buffer.getInteger(at: keyIndex, as: UInt32.self) else { return nil }
    self.payloadBytes = payloadBytes
    mask = FrameMask(key)
    headerBytes = 2 + lengthBytes + 4
  }

  var totalBytes: Int { headerBytes + payloadBytes }

  private static func opcode(
    _ first: UInt8, allowing reserved: UInt8
  ) throws(FrameViolation) -> WebSocketOpcode {
    guard first & 0x70 & ~reserved == 0 else {
      throw FrameViolation(.protocolError, "reserved bits are set and no extension was negotiated")
    }
    guard let opcode = WebSocketOpcode(rawValue: first & 0x0F) else {
      throw FrameViolation(.protocolError, "the opcode \(first & 0x0F) is unknown")
    }
    return opcode
  }

  private static func checkControl(isFinal: Bool, payloadBytes: Int) throws(FrameViolation) {
    guard isFinal else { throw FrameViolation(.protocolError, "a control frame must not be fragmented") }
    guard payloadBytes <= maxControlPayload else {
      throw FrameViolation(.protocolError, "a control frame has at most \(maxControlPayload) bytes")
    }
  }

  /// The length, and how many bytes more than its first seven bits it takes.
  private static func length(_ short: Int, _ buffer: ByteBuffer) throws(FrameViolation) -> (Int, Int)? {
    let index = buffer.readerIndex + 2
    switch short {
    case 126:
      guard let length = buffer.getInteger(at: index, as: UInt16.self) else { return nil }
      guard length >= 126 else { throw notMinimal }
      return (Int(length), 2)
    case 127:
      guard let length = buffer.getInteger(at: index, as: UInt64.self) else { return nil }
      guard length > UInt16.max else { throw notMinimal }
      guard let length = Int(exactly: length) else {
        throw FrameViolation(.protocolError, "the top bit of a length must be 0")
      }
      return (length, 8)
    default: return (short, 0)
    }
  }

  private static let notMinimal = FrameViolation(.protocolError, "a length must be in its shortest form")
}
