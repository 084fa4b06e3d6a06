import GRDB
import RouterCore

/// Reads a whole log file when it is opened: what it holds, and what of it is damaged.
///
/// SQLite does not notice a changed bit in a row; the checksums do. A log of 1 GB takes a second or two.
struct LogInspection {
  var stored: StoredLog
  var extent = LogExtent()
  /// The newest entry.
  var newest = EventNumber.zero
  /// Rows whose checksum is wrong.
  var damagedEntries: [Int64] = []
  var damagedDecisions: [Int64] = []
  var isClosed = false
  var boot: String?

  /// - Throws: `DatabaseError` when the structure is damaged.
  init(_ database: Database, keys: Int) throws {
    let check = try String.fetchOne(database, sql: "PRAGMA quick_check(1)") ?? "nothing"
    guard check == "ok" else { throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: check) }
    var meta: [String: String] = [:]
    for row in try Row.fetchAll(database, sql: "SELECT key, value FROM meta") { meta[row[0]] = row[1] }
    let reserved = meta[MetaKey.reserved.rawValue].flatMap { UInt64($0) }
    guard let epoch = meta[MetaKey.epoch.rawValue], let reserved else {
      throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "the table meta is incomplete")
    }
    stored = StoredLog(epoch: epoch, head: EventNumber(min(reserved, EventNumber.limit.value)))
    isClosed = meta[MetaKey.closed.rawValue] == "1"
    boot = meta[MetaKey.boot.rawValue]
    try readEntries(database)
    try readDecisions(database)
    try readCursors(database)
    try readKeys(database, keys)
    stored.head = max(stored.head, newest)
    stored.extent = extent.stored
  }

  private mutating func readEntries(_ database: Database) throws {
    let select = try RawStatement("SELECT \(EntryRow.columns) FROM entry ORDER BY number", database)
    try select.forEach { row in
      let raw = EntryRow.raw(row)
      if raw.isWhole {
        extent.add(raw.number, at: raw.loggedAt, size: raw.size)
        (newest, stored.clock) = (raw.number, max(stored.clock, raw.loggedAt))
      } else {
        damagedEntries.append(row.integer(0))
      }
      return true
    }
  }

  private mutating func readDecisions(_ database: Database) throws {
    let select = try RawStatement("SELECT \(DecisionRow.columns) FROM decision ORDER BY start", database)
    try select.forEach { raw in
      if let row = DecisionRow(raw) {
        stored.routed = max(stored.routed, row.last)
        stored.journalEnd = max(stored.journalEnd, row.end)
      } else {
        damagedDecisions.append(raw.integer(0))
        // Whatever it said, its place is taken.
        stored.journalEnd = max(stored.journalEnd, JournalPosition(UInt64(clamping: raw.integer(0))) + 1)
      }
      return true
    }
  }

  private mutating func readCursors(_ database: Database) throws {
    let select = try RawStatement("SELECT sink, position, number, crc FROM cursor", database)
    try select.forEach { row in
      var checksum = Checksum(table: "cursor")
      for column in 0..<3 { row.add(column, to: &checksum) }
      // A damaged cursor: its sink begins at the oldest entry again, and gets some events twice.
      let isWhole = row.integer(3) == Int64(checksum.value)
      let cursor = SinkCursor(
        position: JournalPosition(isWhole ? UInt64(clamping: row.integer(1)) : 0),
        number: EventNumber(isWhole ? UInt64(clamping: row.integer(2)) : 0))
      stored.cursors[row.text(0) ?? ""] = cursor
      // A journal whose end was lost goes on behind everything that anybody has seen of it.
      stored.journalEnd = max(stored.journalEnd, cursor.position)
      return true
    }
    let positions = try RawStatement("SELECT source, position FROM source_position", database)
    try positions.forEach { row in
      stored.sourcePositions[row.text(0) ?? ""] = row.text(1)
      return true
    }
  }

  private mutating func readKeys(_ database: Database, _ count: Int) throws {
    let select = try RawStatement("SELECT key, number, at FROM idempotency ORDER BY id DESC LIMIT ?", database)
    select.bind(Int64(count))
    var newestFirst: [StoredKey] = []
    try select.forEach { row in
      newestFirst.append(
        StoredKey(
          key: row.text(0) ?? "", number: EventNumber(UInt64(clamping: row.integer(1))),
          at: Timestamp(microseconds: row.integer(2))))
      return true
    }
    stored.keys = newestFirst.reversed()
  }
}
