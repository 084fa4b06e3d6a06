import RouterCore

/// An open file that consists of whole lines, and what is known about it. Used by one owner at a time.
final class LineFile {
  /// Where a file stood when its last line was answered for.
  struct Position: Sendable, Equatable {
    let identity: FileStatus.Identity
    let size: Int
  }

  /// What opening had to do to make the file consist of whole lines.
  enum Repair: Equatable {
    case none
    /// So many bytes of an unfinished line are gone.
    case cut(bytes: Int)
    case completed
  }

  let file: OpenFile
  private let fileSystem: any FileSystem
  private let identity: FileStatus.Identity
  private(set) var size: Int
  /// When the file was last written; nil while it is empty.
  private(set) var lastWrite: Timestamp?
  private(set) var hasUnsyncedLines: Bool
  let repair: Repair

  /// - Parameter known: if this is still the same file, what stands behind that position was not answered for and goes.
  init(path: String, mode: FileMode, known: Position?, _ fileSystem: some FileSystem) throws(FileFailure) {
    let file = try fileSystem.open(path, mode: mode)
    do throws(FileFailure) {
      let status = try fileSystem.status(of: file)
      var size = status.size
      if let known, known.identity == status.identity, known.size < size {
        try fileSystem.truncate(file, to: known.size)
        size = known.size
      }
      (size, repair) = try Self.repairTornLine(of: file, size: size, fileSystem)
      identity = status.identity
      lastWrite = size > 0 ? Timestamp(microseconds: status.modified) : nil
      hasUnsyncedLines = known?.identity == status.identity
      self.size = size
      self.file = file
      self.fileSystem = fileSystem
    } catch {
      fileSystem.close(file)
      throw error
    }
  }

  deinit { fileSystem.close(file) }

  var position: Position { Position(identity: identity, size: size) }

  private static func repairTornLine(
    of file: OpenFile, size: Int, _ fileSystem: some FileSystem
  ) throws(FileFailure) -> (size: Int, Repair) {
    switch try TornLine.find(in: file, size: size, fileSystem) {
    case nil: return (size, .none)
    case .cut(let offset):
      try fileSystem.truncate(file, to: offset)
      return (offset, .cut(bytes: size - offset))
    case .complete:
      _ = try fileSystem.write([UInt8(ascii: "\n")], to: file)
      return (size + 1, .completed)
    }
  }
}

// MARK: - Writing

extension LineFile {
  /// What a failure left behind: whole lines only, counted.
  struct AppendFailure: Error {
    let writtenLines: Int
    let cause: FileFailure
  }

  /// Appends all lines. After a failure the file ends with the last whole line that was written; if even that could not
  /// be had, `position` says how far the file counts, and opening it again with that cuts the rest.
  func append(_ lines: LineBuffer, at time: Timestamp) throws(AppendFailure) {
    var written = 0
    do throws(FileFailure) {
      while written < lines.bytes.count { written += try write(lines, from: written) }
      account(for: lines.bytes.count, at: time)
    } catch {
      let count = lines.wholeLines(in: written)
      account(for: count > 0 ? lines.ends[count - 1] : 0, at: time)
      try? fileSystem.truncate(file, to: size)
      throw AppendFailure(writtenLines: count, cause: error)
    }
  }

  private func write(_ lines: LineBuffer, from offset: Int) throws(FileFailure) -> Int {
    let count = try fileSystem.write(lines.bytes[offset...], to: file)
    guard count > 0 else { throw FileFailure("write", file.path, reason: "the system takes nothing") }
    return count
  }

  private func account(for bytes: Int, at time: Timestamp) {
    guard bytes > 0 else { return }
    size += bytes
    lastWrite = time
    hasUnsyncedLines = true
  }

  /// Takes the last bytes back, because what was promised about them did not hold.
  func revert(to position: Position) {
    size = position.size
    try? fileSystem.truncate(file, to: size)
  }

  func sync() throws(FileFailure) {
    guard hasUnsyncedLines else { return }
    // Whatever comes of it: after a failure the system has given the data up, and syncing again would say all is well.
    hasUnsyncedLines = false
    try fileSystem.sync(file)
  }
}

// MARK: - Interference

extension LineFile {
  /// What others did with the file.
  enum Fate: Equatable {
    case inPlace
    /// Its lines are safe, but under another name.
    case moved
    /// Nobody can read its lines any more.
    case removed
    /// Others wrote to it or cut it.
    case changed
  }

  func fate() throws(FileFailure) -> Fate {
    let status = try fileSystem.status(of: file)
    if status.links == 0 { return .removed }
    guard try fileSystem.status(at: file.path)?.identity == identity else { return .moved }
    return status.size == size ? .inPlace : .changed
  }
}
