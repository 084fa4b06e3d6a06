/// Puts records together that go on in overflow pages.
struct OverflowChain {
  /// Which image of a page to take.
  enum Version: CaseIterable {
    /// As a whole database would be read.
    case committed
    /// The database file's: the write-ahead log has it wrong.
    case file
    /// The last one in the write-ahead log, whatever its checksum says.
    case latest
  }

  /// Where a page image lies.
  struct Place: Equatable {
    let isInLog: Bool
    let offset: Int
  }

  private let file: DamagedFile
  private let log: DamagedFile?
  private let frames: WALFrames
  private let pageSize: Int

  /// The record as far as it was read.
  private(set) var record: [UInt8] = []
  /// The pages that it was read from.
  private(set) var places: [Place] = []
  private var page: [UInt8]
  private var visited: Set<UInt32> = []

  init(file: DamagedFile, log: DamagedFile?, frames: WALFrames, pageSize: Int) {
    self.file = file
    self.log = log
    self.frames = frames
    self.pageSize = pageSize
    page = [UInt8](repeating: 0, count: pageSize)
  }

  /// Reads the whole record. False where the chain ends too early, leaves the files or runs in a circle.
  ///
  /// - Parameter start: what the leaf has of it.
  mutating func read(_ cell: LeafCell, start: Span<UInt8>, _ version: Version) -> Bool {
    record.removeAll(keepingCapacity: true)
    places.removeAll(keepingCapacity: true)
    visited.removeAll(keepingCapacity: true)
    start.withUnsafeBufferPointer { record.append(contentsOf: $0) }
    var next = cell.overflow ?? 0
    while record.count < cell.payloadSize {
      guard next > 1, visited.insert(next).inserted, let place = place(of: next, version) else { return false }
      read(place)
      places.append(place)
      next = page.span.bigEndian32(at: 0) ?? 0
      record += page[4..<min(pageSize, 4 + cell.payloadSize - record.count)]
    }
    return true
  }

  private mutating func read(_ place: Place) {
    (place.isInLog ? log : file)?.read(at: place.offset, into: &page)
  }

  private func place(of number: UInt32, _ version: Version) -> Place? {
    let frame =
      switch version {
      case .committed: frames.newest[number]
      case .file: Int?.none
      case .latest: frames.newestOfAny[number]
      }
    if let frame { return Place(isInLog: true, offset: frames.offset(of: frame)) }
    let offset = (Int(number) - 1) * pageSize
    return offset < file.size ? Place(isInLog: false, offset: offset) : nil
  }
}
