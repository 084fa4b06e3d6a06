/// One WebSocket frame from the server, found in the bytes that came (RFC 6455 §5.2). It only says where the payload is.
struct ServerFrame: Equatable {
  enum Kind: UInt8 {
    case text = 0x1
    case close = 0x8
    case ping = 0x9
    case pong = 0xa
  }

  /// What a server of ours never sends.
  struct Violation: Error, Equatable {
    let text: String
  }

  /// Nothing that the server sends comes near this; a greater length means that the bytes are no frames.
  private static let maxSize: UInt64 = 1 << 30

  let kind: Kind
  /// RFC 7692 §6.
  let isCompressed: Bool
  /// In the bytes that were searched.
  let payload: Range<Int>

  /// Nil when the frame is not complete yet.
  static func next(in bytes: UnsafeRawBufferPointer, at start: Int) throws(Violation) -> ServerFrame? {
    guard bytes.count - start >= 2 else { return nil }
    let (first, second) = (bytes[start], bytes[start + 1])
    let isCompressed = first == 0xc1
    guard isCompressed || first & 0xf0 == 0x80, let kind = Kind(rawValue: first & 0xf) else {
      throw Violation(text: "an unfragmented text, close, ping or pong frame was expected, not \(first)")
    }
    guard second < 0x80 else { throw Violation(text: "a masked frame from a server") }
    guard let (begin, size) = length(second, bytes, start + 2) else { return nil }
    guard size <= maxSize else { throw Violation(text: "a frame of \(size) bytes") }
    let end = begin + Int(size)
    return end <= bytes.count ? ServerFrame(kind: kind, isCompressed: isCompressed, payload: begin..<end) : nil
  }

  /// Where the payload begins and its size; nil when these bytes are not there yet.
  private static func length(
    _ code: UInt8, _ bytes: UnsafeRawBufferPointer, _ offset: Int
  ) -> (begin: Int, size: UInt64)? {
    switch code {
    case 126:
      guard bytes.count - offset >= 2 else { return nil }
      return (offset + 2, UInt64(UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt16.self))))
    case 127:
      guard bytes.count - offset >= 8 else { return nil }
      return (offset + 8, UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
    default:
      return (offset, UInt64(code))
    }
  }
}
