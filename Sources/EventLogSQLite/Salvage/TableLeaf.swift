/// A page's list of rows (fileformat2, section 1.6).
struct TableLeaf {
  let cellCount: Int

  private static let type: UInt8 = 0x0D
  private static let headerSize = 8
  private static let smallestCell = 4

  /// Nil if the page is no leaf of a table, or its header cannot be. Page 1, whose leaf begins behind the database's
  /// header, is the schema's and of no interest.
  init?(_ page: Span<UInt8>) {
    guard page.count > Self.headerSize, page[0] == Self.type, let count = page.bigEndian16(at: 3) else { return nil }
    cellCount = Int(count)
    guard Self.headerSize + cellCount * (2 + Self.smallestCell) <= page.count else { return nil }
  }

  /// Where a row begins. Nil where it cannot.
  func cellStart(_ number: Int, in page: Span<UInt8>) -> Int? {
    guard let start = page.bigEndian16(at: Self.headerSize + 2 * number) else { return nil }
    return start >= Self.headerSize + 2 * cellCount ? Int(start) : nil
  }
}
