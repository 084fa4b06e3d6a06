/// The key that a client masks the payload of one frame with (RFC 6455 §5.3), turned so that it begins with the byte for
/// the next byte of the payload.
struct FrameMask: Equatable {
  /// As a big-endian number.
  private var key: UInt32

  /// - Parameter key: the four bytes as a big-endian number.
  init(_ key: UInt32) { self.key = key }

  /// Unmasks the next bytes of the payload, in place.
  mutating func unmask(_ bytes: UnsafeMutableRawBufferPointer) {
    let wide = (UInt64(key) << 32 | UInt64(key)).bigEndian
    let words = bytes.count & ~7
    for offset in stride(from: 0, to: words, by: 8) {
      let word = bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      bytes.storeBytes(of: word ^ wide, toByteOffset: offset, as: UInt64.self)
    }
    // A word is two keys, so the rest begins as the words did.
    for offset in words..<bytes.count {
      bytes[offset] ^= UInt8(truncatingIfNeeded: key >> 24)
      key = key << 8 | key >> 24
    }
  }
}
