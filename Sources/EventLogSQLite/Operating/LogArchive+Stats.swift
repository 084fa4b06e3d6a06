import Foundation
import GRDB
import RouterCore

extension LogArchive {
  /// Reads the whole file once.
  package func stats() throws(LogStorageError) -> LogStats {
    var stats = LogStats()
    stats.path = queue.path
    stats.databaseBytes = Self.size(of: queue.path)
    stats.writeAheadBytes = Self.size(of: queue.path + "-wal")
    return try read { database, reader in
      try readMeta(&stats, database)
      try readEntries(&stats, database)
      try readJournal(&stats, database)
      try readSinks(&stats, database, reader)
      try readLosses(&stats, database)
      return stats
    }
  }

  private static func size(of path: String) -> Int {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    return (attributes?[.size] as? NSNumber)?.intValue ?? 0
  }

  private func readMeta(_ stats: inout LogStats, _ database: Database) throws {
    for row in try Row.fetchAll(database, sql: "SELECT key, value FROM meta") {
      let value: String = row[1]
      switch MetaKey(rawValue: row[0]) {
      case .epoch: stats.epoch = value
      case .closed where value == "1": stats.state = .closed
      default: break
      }
    }
    if let process = LogHolder.process(of: queue.path) { stats.state = .inUse(process: process) }
  }

  private func readEntries(_ stats: inout LogStats, _ database: Database) throws {
    var types: [String: LogStats.TypeCount] = [:]
    let select = try RawStatement("SELECT \(EntryRow.columns) FROM entry ORDER BY number", database)
    try select.forEach { row in
      let raw = EntryRow.raw(row)
      guard raw.isWhole, let type = row.text(4) else {
        stats.damagedEntries += 1
        return true
      }
      let place = LogStats.Place(number: raw.number, loggedAt: raw.loggedAt)
      if stats.oldest == nil { stats.oldest = place }
      stats.newest = place
      stats.entries += 1
      stats.entryBytes += raw.size
      types[type, default: .init(type: type)].count += 1
      types[type]?.bytes += raw.size
      return true
    }
    stats.types = types.values.sorted { ($1.count, $0.type) < ($0.count, $1.type) }
  }

  private func readJournal(_ stats: inout LogStats, _ database: Database) throws {
    let row = try Row.fetchOne(
      database,
      sql: """
        SELECT (SELECT max(last) FROM decision), (SELECT min(start) FROM decision),
          (SELECT start + count FROM decision ORDER BY start DESC LIMIT 1)
        """)
    guard let routed: Int64 = row?[0], let start: Int64 = row?[1], let end: Int64 = row?[2], start <= end else {
      return
    }
    stats.routed = EventNumber(UInt64(clamping: routed))
    stats.journal = JournalPosition(UInt64(clamping: start))...JournalPosition(UInt64(clamping: end))
  }

  private func readSinks(_ stats: inout LogStats, _ database: Database, _ reader: LogReader) throws {
    let cursors = try Row.fetchAll(database, sql: "SELECT sink, position, number FROM cursor ORDER BY sink")
    for row in cursors {
      let (position, number): (Int64, Int64) = (row[1], row[2])
      let cursor = SinkCursor(
        position: JournalPosition(UInt64(clamping: position)), number: EventNumber(UInt64(clamping: number)))
      let waiting = try reader.backlog(of: row[0], after: cursor.position)
      let since =
        waiting == 0
        ? nil
        : try Int64.fetchOne(
          database, sql: "SELECT logged_at FROM entry WHERE number > ? ORDER BY number LIMIT 1", arguments: [number])
      stats.sinks.append(
        .init(
          name: row[0], cursor: cursor, waiting: waiting, waitingSince: since.map { Timestamp(microseconds: $0) }))
    }
    try readDeadLetters(&stats, database)
  }

  private func readDeadLetters(_ stats: inout LogStats, _ database: Database) throws {
    let counts = try Row.fetchAll(
      database,
      sql: """
        SELECT sink, count(*), count(replay_request.dead_letter) FROM dead_letter
        LEFT JOIN replay_request ON replay_request.dead_letter = dead_letter.id GROUP BY sink ORDER BY sink
        """)
    for row in counts {
      let name: String = row[0]
      let index = stats.sinks.firstIndex { $0.name == name }
      // A sink that keeps no cursor, or is no longer in the config.
      var sink =
        index.map { stats.sinks[$0] }
        ?? .init(name: name, cursor: SinkCursor(position: .start, number: .zero), waiting: 0, waitingSince: nil)
      sink.deadLetters = row[1]
      sink.replays = row[2]
      if let index { stats.sinks[index] = sink } else { stats.sinks.append(sink) }
    }
  }

  private func readLosses(_ stats: inout LogStats, _ database: Database) throws {
    for row in try Row.fetchAll(database, sql: "SELECT first, last, at, reason FROM lost ORDER BY first, id") {
      let (first, last, at): (Int64, Int64, Int64) = (row[0], row[1], row[2])
      guard first >= 0, first <= last else { continue }
      stats.losses.append(
        .init(
          numbers: EventNumber(UInt64(first))...EventNumber(UInt64(last)), at: Timestamp(microseconds: at),
          reason: row[3]))
    }
  }
}
