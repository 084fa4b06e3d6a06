/// Reads rows out of a page image, wherever it came from.
struct CellReader {
  private var layout = RecordLayout()
  private var chain: OverflowChain

  init(_ chain: OverflowChain) { self.chain = chain }

  /// Hands over all rows of a page that is, or may have been, a leaf of a table.
  mutating func read(_ page: Span<UInt8>, into taker: inout some CarvedRowTaker) throws {
    var isSound = false
    if let leaf = TableLeaf(page) {
      isSound = true
      for number in 0..<leaf.cellCount {
        guard let start = leaf.cellStart(number, in: page), try read(cellAt: start, in: page, into: &taker) else {
          isSound = false
          continue
        }
      }
    }
    // Not in sound leaves, which have what was deleted in their free space.
    if !isSound { try scan(page, into: &taker) }
  }

  private mutating func scan(_ page: Span<UInt8>, into taker: inout some CarvedRowTaker) throws {
    try CellScan.offsets(in: page) { start in
      _ = try read(cellAt: start, in: page, into: &taker)
    }
  }

  /// False where no row can be.
  private mutating func read(
    cellAt start: Int, in page: Span<UInt8>, into taker: inout some CarvedRowTaker
  ) throws -> Bool {
    guard let cell = LeafCell(at: start, in: page) else { return false }
    let local = page.extracting(cell.local)
    guard layout.read(local, of: cell) else { return false }
    guard taker.wants(layout) else { return true }
    guard cell.overflow != nil else {
      _ = try taker.take(layout, local)
      return true
    }
    try readLong(cell, local, into: &taker)
    return true
  }

  /// Tries other images of the overflow pages until the row is whole.
  private mutating func readLong(
    _ cell: LeafCell, _ local: Span<UInt8>, into taker: inout some CarvedRowTaker
  ) throws {
    var tried: [[OverflowChain.Place]] = []
    for version in OverflowChain.Version.allCases {
      guard chain.read(cell, start: local, version), !tried.contains(chain.places) else { continue }
      if try taker.take(layout, chain.record.span) { return }
      tried.append(chain.places)
    }
  }
}
