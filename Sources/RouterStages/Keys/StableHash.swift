/// A hash that is the same in every process, unlike Swift's own: FNV-1a with the finalizer of SplitMix64 behind it. Not
/// for tables, since anybody can make keys meet.
struct StableHash: ByteHasher {
  private var state: UInt64 = 0xCBF2_9CE4_8422_2325

  /// - Parameter seed: hashes with different seeds have nothing to do with each other.
  init(seed: UInt64 = 0) { combine(seed) }

  mutating func combine(_ word: UInt64) {
    withUnsafeBytes(of: word.littleEndian) { combine(bytes: $0) }
  }

  mutating func combine(bytes: UnsafeRawBufferPointer) {
    for byte in bytes { state = (state ^ UInt64(byte)) &* 0x100_0000_01B3 }
  }

  /// Evenly spread over all numbers.
  var value: UInt64 {
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }
}
