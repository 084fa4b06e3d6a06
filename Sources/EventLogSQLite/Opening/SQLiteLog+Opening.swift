import ConfigSchema
import Foundation
import GRDB
import Glibc
import Logging
import RouterCore

extension SQLiteLog {
  /// What was found when a log was opened.
  package struct Opened: Sendable {
    package let storage: SQLiteLog
    package let stored: StoredLog
  }

  /// Opens a log, or makes a new one. A damaged file is no reason not to start: what is whole is kept, what is lost is said.
  package static func open(
    _ config: LogConfig, catalogue: Catalogue, time: any TimeSource, logger: Logger
  ) throws(LogOpenError) -> Opened {
    try LogOpening(config: config, catalogue: catalogue, time: time, logger: logger).open()
  }
}

struct LogOpening {
  let config: LogConfig
  let catalogue: Catalogue
  let time: any TimeSource
  let logger: Logger

  private var path: String { config.path }

  func open() throws(LogOpenError) -> SQLiteLog.Opened {
    try makeFolder()
    let lock = try lock()
    do {
      return try openOnFullDisk(lock)
    } catch let error as LogOpenError {
      throw error
    } catch {
      throw LogOpenError(LogStorageError(error).description)
    }
  }

  private func makeFolder() throws(LogOpenError) {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw LogOpenError("the folder of \(path) cannot be made: \(error.localizedDescription)")
    }
  }

  private func lock() throws(LogOpenError) -> FileLock {
    do throws(FileLock.Failure) {
      return try FileLock(for: path)
    } catch {
      throw LogOpenError(error, database: path)
    }
  }

  private func openOnFullDisk(_ lock: FileLock) throws -> SQLiteLog.Opened {
    let reserve = DiskReserve(database: path)
    do {
      return try open(lock, reserve)
    } catch let error as DatabaseError where error.resultCode == .SQLITE_FULL && reserve.giveUp() {
      logger.error("the disk is full: the log's reserve is given up to open it", metadata: ["path": "\(path)"])
      return try open(lock, reserve)
    }
  }

  private func open(_ lock: FileLock, _ reserve: DiskReserve) throws -> SQLiteLog.Opened {
    var (writing, inspection) = try openWhole()
    let wal = WriteAheadFile(database: path)
    let extent = inspection.extent
    let writer = try writing.writeWithoutTransaction { database in
      let writer = try LogWriter(database, extent: extent, keyBound: config.idempotency.count)
      try begin(&inspection, writer, database)
      return Confined(value: writer)
    }
    try wal.sync()
    let reading = try DatabaseQueue(path: path, configuration: Self.readingConfiguration)
    let reader = try reading.read { Confined(value: try LogReader($0, catalogue)) }
    let tidying = try DatabaseQueue(path: path, configuration: Self.writingConfiguration(config.fsync))
    let storage = SQLiteLog(
      writing: writing, reading: reading, tidying: tidying, writer: writer, reader: reader, wal: wal, reserve: reserve,
      lock: lock)
    reserve.make()
    return SQLiteLog.Opened(storage: storage, stored: inspection.stored)
  }

  // MARK: The file

  /// The file as it is if its structure is sound, else a new one with everything that could be saved.
  private func openWhole() throws -> (DatabaseQueue, LogInspection) {
    try checkOwner()
    // SQLite would take what follows a damaged frame for old, and write over it.
    if Salvage.hasTornWriteAheadLog(path) { try rescueTornLog() }
    do {
      return try openFile()
    } catch let error as DatabaseError where Self.isDamage(error) {
      try rescue(error.message ?? "\(error.resultCode)")
      return try openFile()
    }
  }

  /// Reads only: setting the journal mode already changes a file.
  private func checkOwner() throws(LogOpenError) {
    var configuration = Configuration()
    configuration.readonly = true
    guard FileManager.default.fileExists(atPath: path),
      let queue = try? DatabaseQueue(path: path, configuration: configuration),
      let tables = try? queue.read({ try String.fetchSet($0, sql: "SELECT name FROM sqlite_master") })
    else { return }
    guard tables.isEmpty || !tables.isDisjoint(with: ["entry", "decision", "meta"]) else {
      throw LogOpenError("\(path) is another program's database", help: "give `log.path` a file of its own")
    }
  }

  /// A transaction that failed on a full disk leaves such a file, too, and there is no room for a second one then.
  private func rescueTornLog() throws {
    do {
      try rescue("the write-ahead log is damaged")
    } catch let error as DatabaseError where error.resultCode == .SQLITE_FULL {
      logger.error(
        "the disk is full: the log is opened without what may stand behind the damage", metadata: ["path": "\(path)"])
    }
  }

  private func rescue(_ reason: String) throws {
    logger.error(
      "the log's file is damaged: what is whole is saved into a new one",
      metadata: ["path": "\(path)", "reason": "\(reason)"])
    try LogRescue(path: path, time: time, logger: logger).run()
  }

  private func openFile() throws -> (DatabaseQueue, LogInspection) {
    // SQLite would make it readable for everybody, and gives the files beside it the same permissions.
    let file = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o640)
    if file >= 0 { close(file) }
    let queue = try DatabaseQueue(path: path, configuration: Self.writingConfiguration(config.fsync))
    let inspection = try queue.writeWithoutTransaction { database in
      try prepare(database)
      return try LogInspection(database, keys: config.idempotency.count)
    }
    return (queue, inspection)
  }

  /// Makes sure that the file is a log: ours, new, or somebody else's.
  private func prepare(_ database: Database) throws {
    let tables = Set(try String.fetchAll(database, sql: "SELECT name FROM sqlite_master WHERE type = 'table'"))
    guard !tables.isEmpty else {
      // A file that has pages and no tables has lost them.
      let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
      let free = try Int.fetchOne(database, sql: "PRAGMA freelist_count") ?? 0
      guard pages - free <= 1 else { throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "the tables are gone") }
      return try database.inTransaction(.immediate) {
        try Schema.create(in: database)
        try Schema.begin(in: database, epoch: Schema.newEpoch(), reserved: 0)
        return .commit
      }
    }
    let format = try Schema.meta(.format, in: database).flatMap { Int($0) } ?? 0
    guard format <= Schema.version else {
      throw LogOpenError(
        "\(path) has format \(format), and this build reads \(Schema.version)",
        help: "use the build that wrote it, or move the file away")
    }
    try Schema.check(database)
  }

  private static func isDamage(_ error: DatabaseError) -> Bool {
    [
      .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_ERROR, .SQLITE_IOERR, .SQLITE_FORMAT, .SQLITE_CANTOPEN, .SQLITE_PROTOCOL,
      .SQLITE_CONSTRAINT, .SQLITE_MISMATCH, .SQLITE_RANGE, .SQLITE_TOOBIG, .SQLITE_INTERNAL,
    ].contains(error.resultCode)
  }

  static func writingConfiguration(_ fsync: LogConfig.Fsync) -> Configuration {
    var configuration = Configuration()
    configuration.label = "log-writer"
    configuration.journalMode = .wal
    // Checkpoints wait for nobody but commands that remove dead letters.
    configuration.busyMode = .timeout(5)
    configuration.prepareDatabase { database in
      // A commit is written, not synced: see `WriteAheadFile`. Checkpoints sync what they move.
      try database.execute(sql: "PRAGMA synchronous = \(fsync == .off ? "OFF" : "NORMAL")")
      // 64 MiB: see `SQLiteLog.checkpoint`.
      try database.execute(sql: "PRAGMA wal_autocheckpoint = 16384")
      try database.execute(sql: "PRAGMA cell_size_check = ON")
      try database.execute(sql: "PRAGMA journal_size_limit = 67108864")
    }
    return configuration
  }

  static var readingConfiguration: Configuration {
    var configuration = Configuration()
    configuration.label = "log-reader"
    configuration.readonly = true
    configuration.busyMode = .timeout(5)
    return configuration
  }
}

// MARK: - After a crash

extension LogOpening {
  /// Notes what is lost and that the file is in use. The first transaction of this life.
  private func begin(_ inspection: inout LogInspection, _ writer: LogWriter, _ database: Database) throws {
    let boot = Self.boot
    let now = time.now()
    try database.inTransaction(.immediate) {
      for number in inspection.damagedEntries {
        try database.execute(sql: "DELETE FROM entry WHERE number = ?", arguments: [number])
        let lost = EventNumber(UInt64(clamping: number))
        try writer.addLoss(lost...lost, reason: "damaged", at: now)
      }
      for start in inspection.damagedDecisions {
        try database.execute(sql: "DELETE FROM decision WHERE start = ?", arguments: [start])
      }
      try noteUnused(inspection, writer, isSameBoot: inspection.boot == boot, at: now)
      try writer.setMeta(.boot, boot)
      try writer.setMeta(.closed, "0")
      return .commit
    }
    report(inspection)
  }

  /// Numbers that were reserved and are not in the file. After the end of the process alone nothing that readers have seen
  /// is missing; after a crash of the machine something may be.
  private func noteUnused(
    _ inspection: LogInspection, _ writer: LogWriter, isSameBoot: Bool, at now: Timestamp
  ) throws {
    guard !inspection.isClosed, inspection.newest < inspection.stored.head else { return }
    let range = inspection.newest.next...inspection.stored.head
    let reason = inspection.boot == LogRescue.boot ? "damaged" : isSameBoot ? "never given" : "not synced"
    try writer.addLoss(range, reason: reason, at: now)
  }

  private func report(_ inspection: LogInspection) {
    let extent = inspection.extent
    logger.info(
      "log opened",
      metadata: [
        "path": "\(path)", "entries": "\(extent.count)", "bytes": "\(extent.bytes)",
        "newest": "\(inspection.newest.publicID)", "closed": "\(inspection.isClosed)",
      ])
    guard !inspection.damagedEntries.isEmpty || !inspection.damagedDecisions.isEmpty else { return }
    logger.error(
      "rows of the log were damaged and are lost",
      metadata: [
        "events": "\(inspection.damagedEntries.count)", "decisions": "\(inspection.damagedDecisions.count)",
        "first": "\(inspection.damagedEntries.first.map { "msg_\($0)" } ?? "")",
        "last": "\(inspection.damagedEntries.last.map { "msg_\($0)" } ?? "")",
      ])
  }

  /// Differs after every start of the machine.
  private static var boot: String {
    let text = try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)
    return text?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
  }
}
