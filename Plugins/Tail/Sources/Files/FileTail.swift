import RouterCore

/// Follows a file through its lives: growth, renaming, truncation, absence. On a thread of its own, since files block.
actor FileTail {
  /// What one look has found.
  enum Look: Sendable {
    /// Bytes behind those before.
    case bytes([UInt8])
    /// Nothing new.
    case rest
    /// The file has come to its end for good, and another one follows. What stands behind its last line break is a line.
    /// - Parameter uncertain: whether others may have come between, under names that are not known.
    case turn(uncertain: Bool)
    /// The file was cut off: what has come of a line will not be continued.
    case cut
    /// It is not there.
    case absent
    /// It was not there, and has come.
    case came
  }

  private static let chunk = 256 << 10
  /// More bytes than a line may ever have.
  private static let lineLimit = 17 << 20

  private let executor = BlockingExecutor(label: "tail")
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private let generations: Generations
  private let linger: Duration
  private var file: OpenFile?
  /// Behind what was read.
  private var place: TailPosition?
  /// Since when another file has the name.
  private var renamed: Timestamp?

  init(path: String, linger: Duration) { (generations, self.linger) = (Generations(path: path), linger) }

  enum Opening: Sendable, Equatable {
    case open
    case absent
    /// The file of the position is no more: what came behind it is lost.
    case lost
  }

  /// Goes to where an earlier life was, or to the beginning or the end of the file.
  func open(at position: TailPosition?, fromEnd: Bool) throws -> Opening {
    (file, place, renamed) = (nil, nil, nil)
    if let position {
      if let found = try generations.find(position) {
        (file, place) = (found, try found.position(at: position.offset))
        return .open
      }
      return try openCurrent() ? .lost : .absent
    }
    guard try openCurrent(), let file else { return .absent }
    if fromEnd { place = try file.position(at: file.lastLine(limit: Self.lineLimit)) }
    return .open
  }

  private func openCurrent() throws -> Bool {
    guard let current = try OpenFile(generations.path) else { return false }
    (file, place) = (current, current.identity)
    return true
  }

  /// - Returns: where the bytes begin is `position(back: bytes.count)`.
  func look(at now: Timestamp) throws -> Look {
    guard let file, let place else { return try openCurrent() ? .came : .absent }
    guard try file.holds(place) else { return try followCut(place) }
    let bytes = try file.read(Self.chunk, at: place.offset)
    guard bytes.isEmpty else {
      self.place = try file.position(at: place.offset + bytes.count)
      return .bytes(bytes)
    }
    return try turn(from: file, place, at: now)
  }

  /// The file was cut off. What was not read of it may be in a copy.
  private func followCut(_ place: TailPosition) throws -> Look {
    renamed = nil
    if let copy = try generations.find(place) {
      (file, self.place) = (copy, try copy.position(at: place.offset))
      return .rest
    }
    (file, self.place) = (nil, nil)
    _ = try openCurrent()
    return .cut
  }

  private func turn(from file: OpenFile, _ place: TailPosition, at now: Timestamp) throws -> Look {
    guard let next = try generations.next(after: file) else {
      renamed = nil
      return .rest
    }
    let since = renamed ?? now
    renamed = since
    guard now - since >= linger || now < since else { return .rest }
    // Neither if it was renamed again since then, nor if the last lines came before it was renamed for the first time.
    guard let successor = try generations.open(next.file), try file.size <= place.offset else { return .rest }
    renamed = nil
    (self.file, self.place) = (successor, successor.identity)
    return .turn(uncertain: next.isUncertain)
  }

  /// The place some bytes before the one that has been read to.
  func position(back count: Int) throws -> TailPosition? {
    guard let file, let place else { return nil }
    return try file.position(at: max(place.offset - count, 0))
  }
}
