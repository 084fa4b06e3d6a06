/// Which page size a database file has, told by its rows: only with the right one do leaves begin where they should.
enum PageSize {
  /// SQLite's default, then all others.
  private static let candidates = [4096, 512, 1024, 2048, 8192, 16384, 32768, 65536]
  private static let samples = 16
  private static let sampleSize = 1 << 16

  /// The size with which a sample of the files shows the most rows. If there are none, what the header says.
  static func guess(file: DamagedFile, log: DamagedFile?, judging taker: some CarvedRowTaker) -> Int {
    let stated = [statedSize(in: file, at: 16), log.flatMap { statedSize(inLog: $0) }].compactMap { $0 }
    var best = (size: stated.first ?? candidates[0], rows: 0)
    for size in stated + candidates {
      let rows = rows(in: file, pageSize: size, taker) + rows(inLog: log, pageSize: size, taker)
      if rows > best.rows { best = (size, rows) }
    }
    return best.size
  }

  private static func statedSize(in file: DamagedFile, at offset: Int) -> Int? {
    var bytes = [UInt8](repeating: 0, count: 2)
    file.read(at: offset, into: &bytes)
    // 1 stands for 65,536, which does not fit (fileformat2, section 1.3.2).
    let size = bytes.span.bigEndian16(at: 0).map { $0 == 1 ? 1 << 16 : Int($0) }
    return size.flatMap { candidates.contains($0) ? $0 : nil }
  }

  private static func statedSize(inLog file: DamagedFile) -> Int? {
    var bytes = [UInt8](repeating: 0, count: 4)
    file.read(at: 8, into: &bytes)
    let size = bytes.span.bigEndian32(at: 0).map { Int($0) }
    return size.flatMap { candidates.contains($0) ? $0 : nil }
  }

  /// Rows in pieces from all over the file. The pieces begin where pages of any size begin.
  private static func rows(in file: DamagedFile, pageSize: Int, _ taker: some CarvedRowTaker) -> Int {
    var piece = [UInt8](repeating: 0, count: sampleSize)
    var rows = 0
    let pieces = (file.size + sampleSize - 1) / sampleSize
    for number in stride(from: 0, to: pieces, by: max(1, pieces / samples)) {
      file.read(at: number * sampleSize, into: &piece)
      for start in stride(from: 0, to: sampleSize, by: pageSize) {
        rows += count(in: piece.span.extracting(start..<start + pageSize), taker)
      }
    }
    return rows
  }

  /// Rows in the first frames of a write-ahead log.
  private static func rows(inLog file: DamagedFile?, pageSize: Int, _ taker: some CarvedRowTaker) -> Int {
    guard let file else { return 0 }
    var image = [UInt8](repeating: 0, count: pageSize)
    var rows = 0
    let end = min(file.size, samples * sampleSize)
    for frame in stride(from: WALFrames.headerSize, to: end, by: WALFrames.frameHeaderSize + pageSize) {
      file.read(at: frame + WALFrames.frameHeaderSize, into: &image)
      rows += count(in: image.span, taker)
    }
    return rows
  }

  private static func count(in page: Span<UInt8>, _ taker: some CarvedRowTaker) -> Int {
    guard let leaf = TableLeaf(page) else { return 0 }
    var layout = RecordLayout()
    var rows = 0
    for number in 0..<leaf.cellCount {
      guard let start = leaf.cellStart(number, in: page), let cell = LeafCell(at: start, in: page) else { continue }
      if layout.read(page.extracting(cell.local), of: cell), taker.wants(layout) { rows += 1 }
    }
    return rows
  }
}
