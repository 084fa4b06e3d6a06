/// The page images of a write-ahead log (fileformat2, section 4), as far as there are any.
///
/// SQLite takes a log to its first frame with a wrong checksum. Here all frames count, since rows have checksums of their
/// own; but which image of a page is the newest can only be told by frames that are right.
struct WALFrames: Sendable {
  struct Frame: Sendable {
    let page: UInt32
    /// Since the log was last begun anew. Others are left from before: their pages are in the database file too.
    let isCurrent: Bool
  }

  private(set) var frames: [Frame] = []
  /// The last sound image of a page, by its number. What a whole log would be read as.
  private(set) var newest: [UInt32: Int] = [:]
  /// The last image of a page that says so, right or not; one from before only if there is no current one.
  private(set) var newestOfAny: [UInt32: Int] = [:]

  /// Current frames behind a damaged frame or header.
  private(set) var isTorn = false
  private var hasDamage = false
  private let pageSize: Int

  static let headerSize = 32
  static let frameHeaderSize = 24

  init(_ file: DamagedFile?, pageSize: Int) {
    self.pageSize = pageSize
    guard let file, file.size > Self.headerSize + Self.frameHeaderSize else { return }
    let stride = Self.frameHeaderSize + pageSize
    var header = [UInt8](repeating: 0, count: Self.headerSize)
    file.read(at: 0, into: &header)
    let salt = Self.salt(of: file, header: header, stride: stride)
    var checksum = WALChecksum(header)
    hasDamage = !checksum.isHeaderSound
    var frame = [UInt8](repeating: 0, count: stride)
    for start in Swift.stride(from: Self.headerSize, to: file.size - Self.frameHeaderSize, by: stride) {
      file.read(at: start, into: &frame)
      let isSound = checksum.advance(over: frame.span)
      add(page: frame.span.bigEndian32(at: 0) ?? 0, isCurrent: Self.salt(in: frame.span) == salt, isSound: isSound)
    }
  }

  /// Where a frame's image begins in the file.
  func offset(of frame: Int) -> Int {
    Self.headerSize + frame * (Self.frameHeaderSize + pageSize) + Self.frameHeaderSize
  }

  private mutating func add(page: UInt32, isCurrent: Bool, isSound: Bool) {
    if isCurrent && isSound { newest[page] = frames.count }
    if isCurrent && hasDamage { isTorn = true }
    if !isSound { hasDamage = true }
    if isCurrent || newestOfAny[page].map({ !frames[$0].isCurrent }) ?? true { newestOfAny[page] = frames.count }
    frames.append(Frame(page: page, isCurrent: isCurrent))
  }

  /// What marks frames as current: the header says it, unless it is damaged and two frames say otherwise.
  private static func salt(of file: DamagedFile, header: [UInt8], stride: Int) -> [UInt8] {
    let salts = [0, 1].map { number in
      var frame = [UInt8](repeating: 0, count: frameHeaderSize)
      file.read(at: headerSize + number * stride, into: &frame)
      return salt(in: frame.span)
    }
    return salts[0] == salts[1] ? salts[0] : Array(header[16..<24])
  }

  private static func salt(in frame: Span<UInt8>) -> [UInt8] { (8..<16).map { frame[$0] } }
}
