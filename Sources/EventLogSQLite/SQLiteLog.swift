import ConfigSchema
import Foundation
import GRDB
import Logging
import RouterCore

/// A log file: SQLite in write-ahead mode, one connection that writes and one that reads.
///
/// A commit survives the end of the process as soon as it returns: the write-ahead log has it, in the system's memory.
/// `sync` makes the system write it down; SQLite itself syncs only when it moves pages into the database.
package final class SQLiteLog: LogStorage {
  private let writing: DatabaseQueue
  private let reading: DatabaseQueue
  private let tidying: DatabaseQueue
  private let writer: Confined<LogWriter>
  private let reader: Confined<LogReader>
  private let wal: WriteAheadFile
  private let reserve: DiskReserve
  private let lock: FileLock
  private let changes = ChangeWatch()
  /// Whether a transaction has failed since the write-ahead log was last emptied.
  private let failed = Flag()

  init(
    writing: DatabaseQueue, reading: DatabaseQueue, tidying: DatabaseQueue, writer: Confined<LogWriter>,
    reader: Confined<LogReader>,
    wal: WriteAheadFile, reserve: DiskReserve, lock: FileLock
  ) {
    self.writing = writing
    self.reading = reading
    self.tidying = tidying
    self.writer = writer
    self.reader = reader
    self.wal = wal
    self.reserve = reserve
    self.lock = lock
  }

  // MARK: Writing

  package func commit(_ batch: LogBatch) throws(LogStorageError) -> StoredExtent {
    try write { database, writer in
      let isTrimming = try writer.commit(batch)
      // What a failed transaction has left in the write-ahead log would look like damage later.
      if failed.isSet { failed.set((try? database.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")) == nil) }
      var extent = writer.extent.stored
      extent.isTrimming = isTrimming
      return extent
    }
  }

  package func sync() throws(LogStorageError) { try wal.sync() }

  /// Moves what is in the write-ahead log into the database, without holding up the next transaction. As long as
  /// transactions follow each other the log does not get empty by that; the writer does the little that is left when it has
  /// become large.
  package func checkpoint() throws(LogStorageError) {
    reserve.make()
    guard wal.size >= Self.checkpointSize else { return }
    do {
      try tidying.writeWithoutTransaction { try $0.execute(sql: "PRAGMA wal_checkpoint(PASSIVE)") }
    } catch {
      throw LogStorageError(error)
    }
  }

  package var diskRoom: DiskRoom? {
    var status = statvfs()
    guard statvfs(writing.path, &status) == 0 else { return nil }
    let unit = UInt64(status.f_frsize)
    return DiskRoom(free: UInt64(status.f_bavail) &* unit, total: UInt64(status.f_blocks) &* unit)
  }

  /// Of the write-ahead log, in bytes.
  private static let checkpointSize = 4 << 20

  package func close(head: EventNumber) throws(LogStorageError) {
    try write { database, writer in
      try database.inTransaction(.immediate) {
        try writer.setMeta(.reserved, "\(head.value)")
        try writer.setMeta(.closed, "1")
        return .commit
      }
      try database.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
    }
    try sync()
    lock.release()
  }

  // MARK: Reading

  package func entries(after number: EventNumber, limit: Int) throws(LogStorageError) -> [LogEntry] {
    try read { try $0.entries(after: number, limit: limit) }
  }

  package func number(before moment: Timestamp) throws(LogStorageError) -> EventNumber {
    try read { try $0.number(before: moment) }
  }

  package func page(
    for sink: String, after position: JournalPosition, limit: Int
  ) throws(LogStorageError) -> SinkPage {
    try read { try $0.page(for: sink, after: position, limit: limit) }
  }

  package func backlog(of sink: String, after position: JournalPosition) throws(LogStorageError) -> Int {
    try read { try $0.backlog(of: sink, after: position) }
  }

  package func position(after number: EventNumber, for sink: String) throws(LogStorageError) -> JournalPosition {
    try read { try $0.position(after: number, for: sink) }
  }

  package func outcomes(of number: EventNumber) throws(LogStorageError) -> [Outcome] {
    try read { try $0.outcomes(of: number) }
  }

  package func notes(of kind: String) throws(LogStorageError) -> [String: [UInt8]] {
    try read { try $0.notes(of: kind) }
  }

  package func replayRequests() throws(LogStorageError) -> [DeadLetter] {
    guard try read({ [changes] in changes.isNew(try $0.dataVersion()) }) else { return [] }
    let letters = try read { try $0.replayRequests() }
    guard !letters.isEmpty else { return [] }
    // Taken: a process that ends before they are delivered has them among its dead letters still.
    try write { database, _ in
      for letter in letters {
        try database.execute(sql: "DELETE FROM replay_request WHERE dead_letter = ?", arguments: [letter.id])
      }
    }
    return letters
  }

  // MARK: Connections

  private func read<Result>(_ body: (LogReader) throws -> Result) throws(LogStorageError) -> Result {
    do {
      return try reading.read { _ in try body(reader.value) }
    } catch {
      throw LogStorageError(error)
    }
  }

  private func write<Result>(_ body: (Database, LogWriter) throws -> Result) throws(LogStorageError) -> Result {
    do {
      return try writing.writeWithoutTransaction { try body($0, writer.value) }
    } catch {
      failed.set(true)
      throw LogStorageError(error)
    }
  }
}

/// Something that belongs to a connection and is used inside its queue only.
// Safety: see above; whoever holds one keeps to it.
struct Confined<Value>: @unchecked Sendable {
  let value: Value
}

extension LogStorageError {
  /// In words that an operator can do something with.
  init(_ error: any Error) {
    guard let error = error as? DatabaseError else {
      self.init("\(error)")
      return
    }
    switch error.resultCode {
    case .SQLITE_FULL: self.init("the disk is full", isFull: true)
    case .SQLITE_BUSY, .SQLITE_LOCKED: self.init("another process holds the log's file")
    case .SQLITE_CORRUPT, .SQLITE_NOTADB: self.init("the log's file is damaged: \(error.message ?? "")")
    default: self.init("\(error.extendedResultCode): \(error.message ?? "")")
    }
  }
}
