/// Numbers as they lie in a SQLite file (https://www.sqlite.org/fileformat2.html). Offsets must not be negative; every read
/// is checked against the end.
extension Span<UInt8> {
  /// Reads an integer of 1 to 9 bytes and moves behind it. Nil where the bytes end first.
  func varint(_ offset: inout Int) -> UInt64? {
    var value: UInt64 = 0
    for position in 0..<9 {
      guard offset < count else { return nil }
      let byte = self[offset]
      offset += 1
      if position == 8 { return value << 8 | UInt64(byte) }
      value = value << 7 | UInt64(byte & 0x7F)
      if byte < 0x80 { return value }
    }
    return value
  }

  func bigEndian16(at offset: Int) -> UInt16? {
    guard offset + 2 <= count else { return nil }
    return UInt16(self[offset]) << 8 | UInt16(self[offset + 1])
  }

  func bigEndian32(at offset: Int) -> UInt32? {
    guard offset + 4 <= count else { return nil }
    return (offset..<offset + 4).reduce(0) { $0 << 8 | UInt32(self[$1]) }
  }

  /// A signed integer that fills the range. Of no bytes: zero.
  func signed(_ range: Range<Int>) -> Int64 {
    guard let first = range.first, range.upperBound <= count else { return 0 }
    return range.dropFirst().reduce(Int64(Int8(bitPattern: self[first]))) { $0 << 8 | Int64(self[$1]) }
  }
}
