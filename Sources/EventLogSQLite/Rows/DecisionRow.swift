import Foundation
import GRDB
import RouterCore

/// Decisions as a row of the table `decision`, and the forms that belong to them.
struct DecisionRow {
  static let insert = """
    INSERT INTO decision (start, count, first, last, config, records, reasons, crc) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    """
  static let columns = "start, count, first, last, config, records, reasons, crc"
  static let insertForm = "INSERT INTO form (position, number, data, crc) VALUES (?, ?, ?, ?)"

  let start: JournalPosition
  let count: Int
  let first: EventNumber
  let last: EventNumber
  let config: Int64
  let records: [UInt8]
  let reasons: [String]

  var end: JournalPosition { start + count }

  // MARK: Writing

  static func insert(_ decisions: LogBatch.Decisions, config: Int64, _ statement: RawStatement) throws {
    let batch = decisions.batch
    guard let (first, last) = batch.numbers else { return }
    var checksum = Checksum(table: "decision")
    statement.bind(Int64(decisions.start.value), &checksum)
    statement.bind(Int64(batch.count), &checksum)
    statement.bind(Int64(first.value), &checksum)
    statement.bind(Int64(last.value), &checksum)
    statement.bind(config, &checksum)
    statement.bind(blob: batch.storedRecords, &checksum)
    // Reasons are names, without commas.
    statement.bind(batch.reasonNames.joined(separator: ","), &checksum)
    statement.bind(Int64(checksum.value))
    try statement.run()
  }

  static func insertForms(_ decisions: LogBatch.Decisions, _ statement: RawStatement) throws {
    for form in decisions.batch.storedForms {
      var checksum = Checksum(table: "form")
      statement.bind(Int64((decisions.start + form.offset).value), &checksum)
      statement.bind(Int64(form.number.value), &checksum)
      statement.bind(text: form.data.bytes, &checksum)
      statement.bind(Int64(checksum.value))
      try statement.run()
    }
  }

  // MARK: Reading

  /// Reads the row that a statement over `columns` stands on; nil when it is damaged.
  init?(_ row: RawRow) {
    var checksum = Checksum(table: "decision")
    for column in 0..<7 { row.add(column, to: &checksum) }
    guard row.integer(7) == Int64(checksum.value) else { return nil }
    start = JournalPosition(UInt64(clamping: row.integer(0)))
    count = Int(row.integer(1))
    first = EventNumber(UInt64(clamping: row.integer(2)))
    last = EventNumber(UInt64(clamping: row.integer(3)))
    config = row.integer(4)
    records = row.bytes(5)
    let names = row.text(6) ?? ""
    reasons = names.isEmpty ? [] : names.components(separatedBy: ",")
    guard records.count == count * OutcomeBatch.recordSize, count > 0 else { return nil }
  }
}

/// What a graph's indices stood for, as a row of the table `config`.
struct ConfigRow {
  /// The number of a config in the file; added if it is not there yet.
  static func id(of names: GraphNames, in database: Database) throws -> Int64 {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let text = String(decoding: try encoder.encode(names), as: UTF8.self)
    let (file, source) = (names.config?.file ?? "", names.config?.text ?? "")
    let hash = ContentHash.of([file, source, text])
    if let id = try Int64.fetchOne(database, sql: "SELECT id FROM config WHERE hash = ?", arguments: [hash]) {
      return id
    }
    let id = (try Int64.fetchOne(database, sql: "SELECT max(id) FROM config") ?? 0) + 1
    var checksum = Checksum(table: "config")
    let statement = try RawStatement(
      "INSERT INTO config (id, hash, file, text, names, crc) VALUES (?, ?, ?, ?, ?, ?)", database)
    statement.bind(id, &checksum)
    for column in [hash, file, source, text] { statement.bind(column, &checksum) }
    statement.bind(Int64(checksum.value))
    try statement.run()
    return id
  }

  /// Nil when the file has no such config, or not any more.
  static func names(_ id: Int64, in database: Database) throws -> GraphNames? {
    guard let text = try String.fetchOne(database, sql: "SELECT names FROM config WHERE id = ?", arguments: [id])
    else { return nil }
    return try? JSONDecoder().decode(GraphNames.self, from: Data(text.utf8))
  }
}
