/// A row's place in a leaf page: what of it lies there and where the rest begins.
struct LeafCell {
  let rowid: Int64
  /// Bytes of the whole record.
  let payloadSize: Int
  /// The first bytes of the record, in the page.
  let local: Range<Int>
  /// The page where the record goes on.
  let overflow: UInt32?

  /// Far more than any event or config may have. Keeps what a damaged length can cost within bounds.
  static let payloadLimit = 128 << 20

  /// Nil where no cell can be. Pages are taken to have no reserved bytes at their end: the log's never have.
  init?(at start: Int, in page: Span<UInt8>) {
    var offset = start
    guard let size = page.varint(&offset), size > 0, size <= Self.payloadLimit, let rowid = page.varint(&offset) else {
      return nil
    }
    self.rowid = Int64(bitPattern: rowid)
    payloadSize = Int(size)
    let localSize = Self.localSize(ofPayload: payloadSize, inPageOf: page.count)
    guard offset + localSize <= page.count else { return nil }
    local = offset..<offset + localSize
    if localSize == payloadSize {
      overflow = nil
    } else {
      // Page 1 is the schema's.
      guard let next = page.bigEndian32(at: local.upperBound), next > 1 else { return nil }
      overflow = next
    }
  }

  /// How much of a record stays in a table's leaf (fileformat2, section 1.6).
  private static func localSize(ofPayload size: Int, inPageOf usable: Int) -> Int {
    let most = usable - 35
    guard size > most else { return size }
    let least = (usable - 12) * 32 / 255 - 23
    let even = least + (size - least) % (usable - 4)
    return even <= most ? even : least
  }
}
