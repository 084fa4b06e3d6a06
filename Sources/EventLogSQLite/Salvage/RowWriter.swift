import Foundation
import GRDB

/// Writes whole rows into a new log. Of several versions of a row the first is kept, but the highest position of a cursor.
struct RowWriter: CarvedRowTaker {
  private let database: Database
  private let check = RowCheck()
  private let statements: [SalvagedTable: Statement]
  private var numbers = SalvagedNumbers()
  private var counts: [SalvagedTable: Int] = [:]
  private var uncommitted = 0

  /// Bytes after which a transaction is committed, so that the new log's write-ahead log stays small.
  private static let batch = 32 << 20

  init(_ database: Database) throws {
    self.database = database
    statements = Dictionary(
      uniqueKeysWithValues: try SalvagedTable.allCases.map { ($0, try database.makeStatement(sql: $0.insertion)) })
  }

  func wants(_ layout: RecordLayout) -> Bool { check.table(of: layout) != nil }

  mutating func take(_ layout: RecordLayout, _ record: Span<UInt8>) throws -> Bool {
    guard let table = check.table(ofWhole: layout, record) else { return false }
    if table == .entry, !numbers.insert(layout.rowid) { return true }
    try write(layout, record, to: table)
    return true
  }

  /// What was written.
  func report(bytesRead: Int) throws -> SalvageReport {
    var report = SalvageReport(
      entries: counts[.entry] ?? 0, decisions: counts[.decision] ?? 0, forms: counts[.form] ?? 0,
      configs: counts[.config] ?? 0, deadLetters: counts[.deadLetter] ?? 0)
    report.cursors = try Int.fetchOne(database, sql: "SELECT count(*) FROM cursor") ?? 0
    report.bytesRead = bytesRead
    numbers.describe(in: &report)
    return report
  }

  private mutating func write(_ layout: RecordLayout, _ record: Span<UInt8>, to table: SalvagedTable) throws {
    guard let statement = statements[table] else { return }
    var values = layout.columns.map { $0.value(in: record) }
    if case .key = table.columns[0] { values[0] = layout.rowid.databaseValue }
    statement.setUncheckedArguments(StatementArguments(values))
    try statement.execute()
    counts[table, default: 0] += database.changesCount
    try commit(after: record.count)
  }

  private mutating func commit(after bytes: Int) throws {
    uncommitted += bytes
    guard uncommitted >= Self.batch else { return }
    uncommitted = 0
    try database.commit()
    try database.beginTransaction()
  }
}

extension SalvagedTable {
  /// The columns are given in the order in which they were made.
  fileprivate var insertion: String {
    let places = columns.map { _ in "?" }.joined(separator: ", ")
    return switch self {
    case .cursor:
      """
      INSERT INTO cursor VALUES (\(places)) ON CONFLICT (sink) DO UPDATE
        SET position = excluded.position, number = excluded.number, crc = excluded.crc
        WHERE excluded.position > position
      """
    default: "INSERT OR IGNORE INTO \(rawValue) VALUES (\(places))"
    }
  }
}

extension RecordLayout.Column {
  fileprivate func value(in record: Span<UInt8>) -> DatabaseValue {
    switch storage {
    case .text:
      record.extracting(range).withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self).databaseValue }
    case .blob: record.extracting(range).withUnsafeBytes { Data($0).databaseValue }
    default: integer(in: record)?.databaseValue ?? .null
    }
  }
}
