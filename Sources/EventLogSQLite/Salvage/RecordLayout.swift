/// Which columns a record has, and where their bytes lie in it.
///
/// One value is read again and again, so that a row costs no allocation.
struct RecordLayout {
  enum Storage { case null, integer, zero, one, real, text, blob }

  struct Column {
    let storage: Storage
    /// In the record.
    let range: Range<Int>
  }

  private(set) var rowid: Int64 = 0
  private(set) var columns: [Column] = []

  /// No table of the log has as many.
  private static let columnLimit = 32

  /// Reads a record's header. False if it is none: it must fill its own size, and header and columns the record's.
  ///
  /// - Parameter record: as much of the record as the leaf holds; the header must be in it.
  mutating func read(_ record: Span<UInt8>, of cell: LeafCell) -> Bool {
    rowid = cell.rowid
    columns.removeAll(keepingCapacity: true)
    var offset = 0
    guard let size = record.varint(&offset), size <= record.count else { return false }
    let headerSize = Int(size)
    var end = headerSize
    while offset < headerSize {
      guard columns.count < Self.columnLimit, let type = record.varint(&offset),
        let (storage, length) = Self.meaning(of: type), length <= cell.payloadSize - end
      else { return false }
      columns.append(Column(storage: storage, range: end..<end + length))
      end += length
    }
    return offset == headerSize && end == cell.payloadSize
  }

  /// A column's serial type (fileformat2, section 2.1): how it is stored, in how many bytes.
  private static func meaning(of type: UInt64) -> (Storage, length: Int)? {
    switch type {
    case 0: return (.null, 0)
    case 1...4: return (.integer, Int(type))
    case 5: return (.integer, 6)
    case 6: return (.integer, 8)
    case 7: return (.real, 8)
    case 8: return (.zero, 0)
    case 9: return (.one, 0)
    case 10, 11: return nil
    default:
      let length = (type - 12) / 2
      guard length <= LeafCell.payloadLimit else { return nil }
      return (type % 2 == 0 ? .blob : .text, Int(length))
    }
  }
}
