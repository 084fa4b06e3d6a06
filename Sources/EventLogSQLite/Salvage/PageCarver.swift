/// Finds rows in a SQLite database file and its write-ahead log without believing anything else that they say: no header,
/// no schema, no tree. Every page image that looks like a leaf is read, and those that might have been one.
///
/// Memory: a few pages, 16 bytes per frame of the write-ahead log, and the longest row.
struct PageCarver {
  /// Bytes of a page; told by the content if the header is damaged.
  let pageSize: Int

  private let file: DamagedFile
  private let log: DamagedFile?
  private let frames: WALFrames

  /// Pages are read in pieces of this size: the largest page.
  private static let piece = 1 << 16

  /// - Parameters:
  ///   - path: the database file; beside it, the write-ahead log, if there is one.
  ///   - taker: what tells rows from noise, to find the page size.
  init(path: String, judging taker: some CarvedRowTaker) throws(UnreadableFile) {
    file = try DamagedFile(path)
    log = try? DamagedFile(path + "-wal")
    pageSize = PageSize.guess(file: file, log: log, judging: taker)
    frames = WALFrames(log, pageSize: pageSize)
  }

  /// Of both files.
  var bytes: Int { file.size + (log?.size ?? 0) }

  /// Frames that belong together with one among them that is damaged.
  var hasTornLog: Bool { frames.isTorn }

  /// Hands over every row that can be found, newer versions of a row before older ones.
  func carve(into taker: inout some CarvedRowTaker) throws {
    var reader = CellReader(OverflowChain(file: file, log: log, frames: frames, pageSize: pageSize))
    try carveFrames(current: true, &reader, &taker)
    try carveFile(&reader, &taker)
    try carveFrames(current: false, &reader, &taker)
  }

  private func carveFrames(
    current: Bool, _ reader: inout CellReader, _ taker: inout some CarvedRowTaker
  ) throws {
    guard let log else { return }
    var image = [UInt8](repeating: 0, count: pageSize)
    for number in frames.frames.indices.reversed() where frames.frames[number].isCurrent == current {
      log.read(at: frames.offset(of: number), into: &image)
      try reader.read(image.span, into: &taker)
    }
  }

  private func carveFile(_ reader: inout CellReader, _ taker: inout some CarvedRowTaker) throws {
    var piece = [UInt8](repeating: 0, count: Self.piece)
    for start in stride(from: 0, to: file.size, by: Self.piece) {
      file.read(at: start, into: &piece)
      for page in stride(from: 0, to: min(Self.piece, file.size - start), by: pageSize) {
        try reader.read(piece.span.extracting(page..<page + pageSize), into: &taker)
      }
    }
  }
}
