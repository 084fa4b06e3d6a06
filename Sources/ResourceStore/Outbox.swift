import Foundation
import GRDB
import RouterCore

/// The events of a store that wait for the log.
enum Outbox {
  struct Item: Sendable {
    let id: Int64
    let draft: EventDraft
  }

  static func create(_ db: Database) throws {
    // The store's name tells its numbers from those of a store that was there before.
    try db.execute(
      sql: """
        CREATE TABLE junctor_store (name TEXT NOT NULL, revision INTEGER NOT NULL);
        INSERT INTO junctor_store VALUES (lower(hex(randomblob(8))), 0);
        CREATE TABLE junctor_outbox (
          id INTEGER PRIMARY KEY AUTOINCREMENT, type TEXT NOT NULL, data BLOB NOT NULL, time INTEGER NOT NULL, source TEXT
        );
        """)
  }

  static func storeName(_ db: Database) throws -> String {
    try String.fetchOne(db, sql: "SELECT name FROM junctor_store") ?? ""
  }

  /// Its numbers mean nothing to a log any more that has heard of it.
  static func rename(_ db: Database) throws {
    try db.execute(sql: "UPDATE junctor_store SET name = lower(hex(randomblob(8)))")
  }

  static func add(_ draft: EventDraft, _ db: Database) throws {
    // As bytes: SQLite's texts end at a NUL.
    try db.cachedStatement(sql: "INSERT INTO junctor_outbox (type, data, time, source) VALUES (?, ?, ?, ?)").execute(
      arguments: [draft.type, Data(draft.data.bytes), draft.time?.microseconds ?? 0, draft.source])
  }

  /// The last one ever added; 0 before the first.
  static func last(_ db: Database) throws -> Int64 {
    try Int64.fetchOne(
      db.cachedStatement(sql: "SELECT seq FROM sqlite_sequence WHERE name = 'junctor_outbox'")) ?? 0
  }

  static func count(after id: Int64, _ db: Database) throws -> Int {
    try Int.fetchOne(db.cachedStatement(sql: "SELECT count(*) FROM junctor_outbox WHERE id > ?"), arguments: [id]) ?? 0
  }

  static func page(after id: Int64, limit: Int, _ db: Database) throws -> [Item] {
    let rows = try Row.fetchAll(
      db.cachedStatement(
        sql: "SELECT id, type, data, time, source FROM junctor_outbox WHERE id > ? ORDER BY id LIMIT ?"),
      arguments: [id, limit])
    return try rows.map { row in
      let bytes = Array(row["data"] as Data)
      // It was held against the limits when it was emitted.
      let data = try JSONDocument(parsing: bytes, limits: JSONLimits(maxBytes: bytes.count))
      let draft = EventDraft(
        type: row["type"], data: data, time: Timestamp(microseconds: row["time"]), source: row["source"])
      return Item(id: row["id"], draft: draft)
    }
  }

  static func forget(upTo id: Int64, _ db: Database) throws {
    guard id > 0 else { return }
    try db.cachedStatement(sql: "DELETE FROM junctor_outbox WHERE id <= ?").execute(arguments: [id])
  }
}
