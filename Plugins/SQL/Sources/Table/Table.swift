import GRDB
import RouterCore

/// The statements of one table.
struct Table: Sendable {
  let name: Identifier
  let columns: [Column]
  let key: Identifier

  init(_ config: SQLConfig) {
    name = Identifier(name: config.table)
    columns = config.allColumns.map(Column.init)
    key = config.keyColumn.name
  }

  var creation: String {
    let definitions = columns.map { column in
      let constraint = column.name == key ? " PRIMARY KEY NOT NULL" : column.isRequired ? " NOT NULL" : ""
      return "\(column.name.quoted) \(column.type.declaration)\(constraint)"
    }
    return "CREATE TABLE \(name.quoted) (\(definitions.joined(separator: ", ")))"
  }

  /// An event that is there already changes nothing.
  private var insertion: String {
    let names = columns.map(\.name.quoted).joined(separator: ", ")
    let marks = columns.map { _ in "?" }.joined(separator: ", ")
    return "INSERT INTO \(name.quoted) (\(names)) VALUES (\(marks)) ON CONFLICT(\(key.quoted)) DO NOTHING"
  }

  private var comparison: String {
    let tests = columns.map { "\($0.name.quoted) IS ?" }.joined(separator: " AND ")
    return "SELECT 1 FROM \(name.quoted) WHERE \(tests)"
  }
}

// MARK: - Opening

extension Table {
  /// Creates the table, or checks that it can take the rows.
  func prepare(_ db: Database, creates: Bool) throws {
    if try db.tableExists(name.name) {
      let problems = try problems(db)
      if !problems.isEmpty { throw TableFailure(table: name.name, problems: problems) }
    } else if creates, try !db.viewExists(name.name) {
      try db.execute(sql: creation)
    } else {
      throw TableFailure(table: name.name, problems: ["there is no such table"])
    }
  }

  private func problems(_ db: Database) throws -> [String] {
    let existing = try db.columns(in: name.name)
    let names = Set(existing.map { Identifier(name: $0.name).folded })
    let own = Set(columns.map(\.name.folded))
    let missing = columns.filter { !names.contains($0.name.folded) }.map { "the column '\($0.name.name)' is missing" }
    let unfilled = existing.filter { column in
      column.isNotNull && column.defaultValueSQL == nil && column.primaryKeyIndex == 0
        && !own.contains(Identifier(name: column.name).folded)
    }.map { "the column '\($0.name)' must not be null, and nothing is written to it" }
    let keyProblem =
      try missing.isEmpty && !isUnique(db)
      ? ["the column '\(key.name)' needs to be the primary key or to have a unique index"] : []
    return missing + unfilled + keyProblem
  }

  /// Whether `ON CONFLICT` on the key has something to go by.
  private func isUnique(_ db: Database) throws -> Bool {
    let primary = try db.primaryKey(name.name).columns.map { Identifier(name: $0).folded }
    if primary == [key.folded] { return true }
    return try db.indexes(on: name.name).contains { index in
      index.isUnique && index.columns.map { Identifier(name: $0).folded } == [key.folded]
    }
  }
}

// MARK: - Writing

extension Table {
  /// - Throws: `RowMismatch` for an event that is no row; `ForeignRow`; what SQLite says.
  func insert(_ delivery: Delivery, _ db: Database) throws {
    let values = try columns.map { column in try column.value(of: delivery) }
    try db.cachedStatement(sql: insertion).execute(arguments: StatementArguments(values))
    guard db.changesCount == 0 else { return }
    let isSame =
      try Row.fetchOne(
        db.cachedStatement(sql: comparison), arguments: StatementArguments(values)) != nil
    if !isSame { throw ForeignRow(key: key.name) }
  }
}

/// Why the table cannot be used.
struct TableFailure: Error, Equatable, CustomStringConvertible {
  let table: String
  let problems: [String]

  var description: String { "the table '\(table)' cannot be used: \(problems.joined(separator: "; "))" }
}

/// The event's key is taken by another event: numbers of one log meet a table that another log has filled.
struct ForeignRow: Error, Equatable, CustomStringConvertible {
  let key: String

  var description: String {
    "another row has the same '\(key)': it was changed, or it comes from another log, whose numbers began anew"
  }
}
