import Logging
import RouterCore

/// Appends events to a file, a line each. The file always consists of whole lines, each answered for exactly once,
/// whatever happens to the disk or to the file.
///
/// An actor on a queue of its own: writing and syncing block.
package actor FileSink: Sink {
  private let config: FileSinkConfig
  private let schedule: RotationSchedule
  private let names: RotatedNames
  private let fileSystem: any FileSystem
  private let time: any TimeSource
  private let logger: Logger
  private let executor = BlockingExecutor(label: "file-sink")

  private var file: LineFile?
  /// Where the file stood when it was given up after a failure.
  private var known: LineFile.Position?
  private var syncDeadline: Timestamp?
  /// Events up to this number may stand in the file already; zero when none can.
  private var mayRepeat: EventNumber
  /// What stands there, once it has been looked at.
  private var written: WrittenLines?
  /// Kept for its storage.
  private var lines = LineBuffer()

  package init(config: FileSinkConfig, context: ComponentContext) {
    self.init(config: config, context: context, fileSystem: HostFileSystem())
  }

  init(config: FileSinkConfig, context: ComponentContext, fileSystem: any FileSystem) {
    self.config = config
    schedule = RotationSchedule(config: config.rotate)
    names = RotatedNames(path: config.path)
    self.fileSystem = fileSystem
    time = context.time
    mayRepeat = context.mayRepeat
    logger = context.logger
  }

  package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  package func open() async throws { _ = try readyFile() }

  package func deliver(_ batch: [Delivery]) async -> SinkAnswer {
    var rest = batch[...]
    do throws(FileFailure) {
      _ = try readyFile()
      while dropRepeats(&rest), !rest.isEmpty { try write(&rest) }
      forgetRepeats(behind: batch)
      return .delivered
    } catch {
      giveUpFile()
      return .retry(delivered: batch.count - rest.count, reason: error.description)
    }
  }

  package var deadline: Timestamp? {
    get async { [syncDeadline, schedule.end(of: file?.lastWrite)].compactMap(\.self).min() }
  }

  package func due(at time: Timestamp) async {
    do throws(FileFailure) {
      if let syncDeadline, syncDeadline <= time { try sync() }
      if let end = schedule.end(of: file?.lastWrite), end <= time { try rotate() }
    } catch {
      giveUpFile()
      logger.error("the file could not be looked after", metadata: ["reason": "\(error)"])
    }
  }

  package func close() async throws {
    defer { giveUpFile() }
    try sync()
  }
}

// MARK: - Writing

extension FileSink {
  /// Writes as many lines as fit and takes them from `rest` once they are safe; none if the file had to be rotated.
  private func write(_ rest: inout ArraySlice<Delivery>) throws(FileFailure) {
    let file = try readyFile()
    let before = file.position
    let new = mayRepeat > .zero ? rest.prefix { !isWritten($0) } : rest
    let count = lines.fill(from: new, room: schedule.room(behind: file.size), takesLongLine: file.size == 0)
    guard count > 0 else {
      try rotate()
      return
    }
    do throws(LineFile.AppendFailure) {
      try file.append(lines, at: time.now())
    } catch {
      if config.fsync == .always { file.revert(to: before) } else { rest.removeFirst(error.writtenLines) }
      throw error.cause
    }
    try makeSafe(file, since: before)
    if try isKept(file) { rest.removeFirst(count) }
  }

  private func makeSafe(_ file: LineFile, since before: LineFile.Position) throws(FileFailure) {
    switch config.fsync {
    case .never: break
    case .interval: syncDeadline = syncDeadline ?? time.now() + config.fsyncInterval
    case .always:
      do throws(FileFailure) {
        try file.sync()
      } catch {
        file.revert(to: before)
        throw error
      }
    }
  }

  /// Whether the lines that were just written can be found. Others may have moved or removed the file meanwhile; the
  /// next line then goes into a new one.
  private func isKept(_ file: LineFile) throws(FileFailure) -> Bool {
    let fate = try file.fate()
    switch fate {
    case .inPlace: return true
    case .moved: logger.notice("the file was moved; a new one is begun")
    case .removed: logger.warning("the file was removed; a new one is begun")
    case .changed: logger.warning("the file was changed by others")
    }
    if fate == .moved { try sync() }
    forgetFile()
    return fate != .removed
  }

  private func sync() throws(FileFailure) {
    syncDeadline = nil
    if config.fsync != .never { try file?.sync() }
  }
}

// MARK: - Repetitions

extension FileSink {
  private func isWritten(_ delivery: Delivery) -> Bool {
    delivery.number <= mayRepeat && written?.contains(delivery) == true
  }

  /// Takes what stands in the file from the front.
  private func dropRepeats(_ rest: inout ArraySlice<Delivery>) -> Bool {
    if mayRepeat > .zero { rest = rest.drop(while: isWritten) }
    return true
  }

  /// The first batch of new events ends the repetitions.
  private func forgetRepeats(behind batch: [Delivery]) {
    guard mayRepeat > .zero, batch.allSatisfy({ $0.number > mayRepeat }) else { return }
    mayRepeat = .zero
    written = nil
  }
}

// MARK: - The file

extension FileSink {
  /// The open file, not older than its period.
  private func readyFile() throws(FileFailure) -> LineFile {
    let file = if let file { file } else { try openFile() }
    guard let end = schedule.end(of: file.lastWrite), end <= time.now() else { return file }
    return try rotate()
  }

  private func openFile() throws(FileFailure) -> LineFile {
    let file = try LineFile(path: config.path, mode: config.mode, known: known, fileSystem)
    switch file.repair {
    case .none: break
    case .cut(let bytes): logger.warning("an unfinished last line was cut off", metadata: ["bytes": "\(bytes)"])
    case .completed: logger.warning("the last line had no line break; it was given one")
    }
    // The name of a new file must survive too.
    if config.fsync == .always { try fileSystem.syncFolder(names.folder) }
    if config.fsync == .interval, file.hasUnsyncedLines { syncDeadline = time.now() + config.fsyncInterval }
    if mayRepeat > .zero, written == nil {
      written = try WrittenLines(file, mode: config.mode, names, fileSystem)
    }
    self.file = file
    known = nil
    return file
  }

  /// Renames the file and opens a new one.
  @discardableResult
  private func rotate() throws(FileFailure) -> LineFile {
    try sync()
    if let fate = try file?.fate(), fate == .inPlace || fate == .changed {
      let existing = try fileSystem.names(in: names.folder)
      let name = names.freeName(at: time.now(), among: existing)
      try fileSystem.rename(config.path, to: names.path(of: name))
      removeOldest(among: existing + [name])
    }
    forgetFile()
    return try openFile()
  }

  private func removeOldest(among existing: [String]) {
    guard let keep = config.rotate?.keep else { return }
    for name in names.rotated(among: existing).dropLast(keep) {
      do throws(FileFailure) {
        try fileSystem.remove(names.path(of: name))
      } catch {
        logger.warning("an old file stays", metadata: ["reason": "\(error)"])
      }
    }
  }

  /// After a failure: the next use opens the file again and goes on where it stood.
  private func giveUpFile() {
    known = file?.position ?? known
    file = nil
    syncDeadline = nil
  }

  /// The file at the path is not the one that was written any more.
  private func forgetFile() {
    file = nil
    known = nil
    syncDeadline = nil
  }
}
