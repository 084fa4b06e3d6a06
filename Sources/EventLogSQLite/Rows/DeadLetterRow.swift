import GRDB
import RouterCore

/// A dead letter as a row of the table `dead_letter`.
struct DeadLetterRow {
  static let columns = "id, at, sink, first, last, reason, attempts, type, time, source, agent, data, crc"

  static func add(_ letter: DeadLetter, in database: Database) throws {
    // Not by GRDB's arguments: they end a text at its first NUL.
    let insert = try RawStatement(
      """
      INSERT INTO dead_letter (at, sink, first, last, reason, attempts, type, time, source, agent, data, crc)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)
      """, database)
    insert.bind(letter.at.microseconds)
    insert.bind(letter.sink)
    insert.bind(Int64(letter.numbers.lowerBound.value))
    insert.bind(Int64(letter.numbers.upperBound.value))
    insert.bind(letter.reason)
    insert.bind(Int64(letter.attempts))
    insert.bind(letter.event?.typeName)
    insert.bind(letter.event?.time.microseconds)
    insert.bind(letter.event?.source)
    insert.bind(letter.event?.agent)
    insert.bind(letter.event.map { String(decoding: $0.data.bytes, as: UTF8.self) })
    try insert.run()
    try sign(database.lastInsertedRowID, in: database)
  }

  static func update(_ id: Int64, reason: String, attempts: Int, in database: Database) throws {
    let change = try RawStatement("UPDATE dead_letter SET reason = ?, attempts = ? WHERE id = ?", database)
    change.bind(reason)
    change.bind(Int64(attempts))
    change.bind(id)
    try change.run()
    try sign(id, in: database)
    try database.execute(sql: "DELETE FROM replay_request WHERE dead_letter = ?", arguments: [id])
  }

  static func remove(_ id: Int64, in database: Database) throws {
    try database.execute(sql: "DELETE FROM dead_letter WHERE id = ?", arguments: [id])
    try database.execute(sql: "DELETE FROM replay_request WHERE dead_letter = ?", arguments: [id])
  }

  /// Puts the checksum of a row into it. Dead letters are few: reading the row again costs nothing that matters.
  private static func sign(_ id: Int64, in database: Database) throws {
    let select = try RawStatement("SELECT \(columns) FROM dead_letter WHERE id = ?", database)
    select.bind(id)
    var sum: UInt32?
    try select.forEach { row in
      var checksum = Checksum(table: "dead_letter")
      for column in 0..<12 { row.add(column, to: &checksum) }
      sum = checksum.value
      return false
    }
    try database.execute(sql: "UPDATE dead_letter SET crc = ? WHERE id = ?", arguments: [sum.map { Int64($0) }, id])
  }

  /// Reads the row that a statement over `columns` stands on.
  static func letter(_ row: RawRow, _ catalogue: Catalogue) -> DeadLetter? {
    let numbers = (EventNumber(UInt64(clamping: row.integer(3))), EventNumber(UInt64(clamping: row.integer(4))))
    guard numbers.0 <= numbers.1, let sink = row.text(2), let reason = row.text(5) else { return nil }
    return DeadLetter(
      id: row.integer(0), at: Timestamp(microseconds: row.integer(1)), sink: sink, numbers: numbers.0...numbers.1,
      reason: reason, attempts: Int(row.integer(6)), event: event(row, catalogue))
  }

  private static func event(_ row: RawRow, _ catalogue: Catalogue) -> Event? {
    guard let type = row.text(7), let id = catalogue.id(named: type), let source = row.text(9),
      let data = try? JSONDocument(parsing: row.bytes(11))
    else { return nil }
    return Event(
      type: id, typeName: type, time: Timestamp(microseconds: row.integer(8)), source: source, agent: row.text(10),
      data: data)
  }
}
