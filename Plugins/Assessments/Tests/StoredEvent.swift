import Foundation
import GRDB

/// A row of the outbox.
struct StoredEvent {
  let type: String
  let data: String

  static func all(_ db: Database) throws -> [StoredEvent] {
    try Row.fetchAll(db, sql: "SELECT type, data FROM junctor_outbox ORDER BY id").map { row in
      StoredEvent(type: row["type"], data: String(decoding: row["data"] as Data, as: UTF8.self))
    }
  }
}
