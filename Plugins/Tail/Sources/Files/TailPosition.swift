/// A place in a file, and how the file is known again, also under another name or as a copy.
struct TailPosition: Sendable, Equatable {
  /// Bytes before the place that are remembered.
  static let printLength = 64

  var device: UInt64
  var inode: UInt64
  var offset: Int
  /// Of the bytes before the place, `printLength` at most; 0 for none.
  var print: UInt64

  /// FNV-1a: the bytes are not chosen by an enemy, only by chance.
  static func print(_ bytes: some Sequence<UInt8>) -> UInt64 {
    bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }

  func isSameFile(as other: TailPosition) -> Bool { device == other.device && inode == other.inode }
}

/// As it stands in the log.
extension TailPosition: LosslessStringConvertible {
  private static let version = "1"

  var description: String {
    [Self.version, String(device), String(inode), String(offset), String(print, radix: 16)].joined(separator: ":")
  }

  /// Nil for what another version, or another kind of source under this name, has left.
  init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 5, parts[0] == Self.version, let device = UInt64(parts[1]), let inode = UInt64(parts[2]),
      let offset = Int(parts[3]), offset >= 0, let print = UInt64(parts[4], radix: 16)
    else { return nil }
    (self.device, self.inode, self.offset, self.print) = (device, inode, offset, print)
  }
}
