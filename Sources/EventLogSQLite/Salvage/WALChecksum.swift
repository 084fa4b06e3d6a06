/// The running checksum of a write-ahead log's frames (fileformat2, section 4.2).
///
/// Each frame is checked against the sum that the frame before it states, so one damaged frame does not make all later
/// ones look damaged.
struct WALChecksum {
  /// Whether the log's header is as it was written.
  private(set) var isHeaderSound = false
  private let isBigEndian: Bool
  private var stated: (UInt32, UInt32)

  private static let bigEndianMagic: UInt32 = 0x377F_0683

  /// - Parameter header: the log's, 32 bytes.
  init(_ header: [UInt8]) {
    isBigEndian = header.span.bigEndian32(at: 0) == Self.bigEndianMagic
    stated = (header.span.bigEndian32(at: 24) ?? 0, header.span.bigEndian32(at: 28) ?? 0)
    var sum: (UInt32, UInt32) = (0, 0)
    add(header.span.extracting(..<24), to: &sum)
    isHeaderSound = sum == stated
  }

  /// Whether a frame, with its header, is as it was written. To be asked for every frame, in order.
  mutating func advance(over frame: Span<UInt8>) -> Bool {
    var sum = stated
    stated = (frame.bigEndian32(at: 16) ?? 0, frame.bigEndian32(at: 20) ?? 0)
    add(frame.extracting(..<8), to: &sum)
    add(frame.extracting(WALFrames.frameHeaderSize...), to: &sum)
    return sum == stated
  }

  private func add(_ bytes: Span<UInt8>, to sum: inout (UInt32, UInt32)) {
    bytes.withUnsafeBytes { words in
      for offset in stride(from: 0, to: words.count - 7, by: 8) {
        sum.0 &+= word(words, offset) &+ sum.1
        sum.1 &+= word(words, offset + 4) &+ sum.0
      }
    }
  }

  private func word(_ words: UnsafeRawBufferPointer, _ offset: Int) -> UInt32 {
    let word = words.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
    return isBigEndian ? UInt32(bigEndian: word) : UInt32(littleEndian: word)
  }
}
