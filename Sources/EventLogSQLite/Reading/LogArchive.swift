import Foundation
import GRDB
import RouterCore

/// A log file that is only read: by commands, beside a running router or without one.
package struct LogArchive: Sendable {
  let queue: DatabaseQueue
  private let reader: Confined<LogReader>

  /// - Throws: when there is no file, or when it is no log.
  package init(path: String, catalogue: Catalogue) throws(LogOpenError) {
    guard FileManager.default.fileExists(atPath: path) else {
      throw LogOpenError("there is no file \(path)", help: "a router with `log.type: sqlite` makes it when it starts")
    }
    do {
      queue = try DatabaseQueue(path: path, configuration: LogOpening.readingConfiguration)
      let tables = try queue.read { try String.fetchSet($0, sql: "SELECT name FROM sqlite_master") }
      guard tables.isSuperset(of: ["entry", "decision", "meta"]) else {
        throw LogOpenError("\(path) is no event log")
      }
      reader = try queue.read { Confined(value: try LogReader($0, catalogue)) }
    } catch let error as LogOpenError {
      throw error
    } catch {
      throw LogOpenError("\(path): \(LogStorageError(error))")
    }
  }

  /// One view of the file, whatever a router writes meanwhile.
  func read<Result>(_ body: (Database, LogReader) throws -> Result) throws(LogStorageError) -> Result {
    do {
      return try queue.read { try body($0, reader.value) }
    } catch {
      throw LogStorageError(error)
    }
  }

  package func entries(after number: EventNumber, limit: Int) throws(LogStorageError) -> [LogEntry] {
    try read { try $1.entries(after: number, limit: limit) }
  }

  package func number(before moment: Timestamp) throws(LogStorageError) -> EventNumber {
    try read { try $1.number(before: moment) }
  }

  /// The oldest and the newest number in the file; nil when it is empty.
  package func bounds() throws(LogStorageError) -> ClosedRange<EventNumber>? {
    try read { database, _ in
      let row = try Row.fetchOne(database, sql: "SELECT min(number), max(number) FROM entry")
      guard let oldest: Int64 = row?[0], let newest: Int64 = row?[1] else { return nil }
      return EventNumber(UInt64(clamping: oldest))...EventNumber(UInt64(clamping: newest))
    }
  }

  /// The last entry about which decisions are stored.
  package func routed() throws(LogStorageError) -> EventNumber {
    try read { database, _ in
      EventNumber(UInt64(clamping: try Int64.fetchOne(database, sql: "SELECT max(last) FROM decision") ?? 0))
    }
  }

  /// What was decided about an event, in the order of the decisions, with where each stands in the journal.
  package func decisions(about number: EventNumber) throws(LogStorageError) -> [LogBatch.Decisions] {
    try read { try $1.decisions(about: number) }
  }

  /// How far the durable sinks have come.
  package func cursors() throws(LogStorageError) -> [String: SinkCursor] {
    try read { database, _ in
      var cursors: [String: SinkCursor] = [:]
      for row in try Row.fetchAll(database, sql: "SELECT sink, position, number FROM cursor") {
        let (position, number): (Int64, Int64) = (row[1], row[2])
        cursors[row[0]] = SinkCursor(
          position: JournalPosition(UInt64(clamping: position)), number: EventNumber(UInt64(clamping: number)))
      }
      return cursors
    }
  }

  /// The dead letters that an event is part of.
  package func deadLetters(about number: EventNumber) throws(LogStorageError) -> [DeadLetter] {
    try read { try $1.deadLetters(about: number) }
  }

  /// Why an event is not in the file though its number lies within: what the router has noted about that number.
  package func loss(of number: EventNumber) throws(LogStorageError) -> String? {
    try read { database, _ in
      try String.fetchOne(
        database, sql: "SELECT reason FROM lost WHERE first <= ?1 AND last >= ?1 ORDER BY id DESC LIMIT 1",
        arguments: [Int64(number.value)])
    }
  }
}
