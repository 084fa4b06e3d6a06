import ConfigSchema

/// A sink of type `sql`.
package struct SQLConfig: ConfigObject {
  package enum Fsync: String, ConfigChoice {
    case always
    case normal
  }

  package var path = ""
  package var table = ""
  package var columns = ColumnList.none
  package var key = "number"
  package var create = true
  package var fsync = Fsync.normal

  package init() {}

  package static let summary = "Writes events as rows into a table of a SQLite database, each event once."
  package static var fields: [Field<Self>] {
    [
      Field("path", \.path, .nonEmpty, required: true, "the database file; missing folders are created"),
      Field("table", \.table, .nonEmpty, required: true, "the table's name"),
      Field("columns", \.columns, required: true, "names of columns and where their values come from"),
      Field(
        "key", \.key, .nonEmpty,
        "the column by which a repeated event is known: one from event.number or event.id; added to the columns if missing"
      ),
      Field(
        "create", \.create,
        "a missing file or table is created; otherwise it is an error. A table that exists is never changed"),
      Field(
        "fsync", \.fsync,
        "`always`: a batch counts as delivered when it is on disk; `normal`: a crash of the machine may lose the last ones"
      ),
    ]
  }

  package func validate(_ check: inout CrossCheck) {
    if path.hasSuffix("/") {
      check.error("path", "'path' names a folder", help: "add a file name, such as \(path)events.db")
    }
    for (name, field) in [(table, "table"), (key, "key")] {
      if let problem = Identifier.problem(of: name) { check.error(field, problem) }
    }
    if Identifier(name: table).folded.hasPrefix("sqlite_") {
      check.error("table", "names that begin with sqlite_ are SQLite's own")
    }
    if ![.number, .id].contains(keyColumn.config.from) {
      check.error(
        atFirstOf: [["columns", keyColumn.name.name], ["key"]],
        "the key column '\(key)' must come from event.number or event.id",
        help: "name another column with 'key', or another key than 'number'")
    }
  }

  /// The column that `key` names, or the one that is added for it.
  var keyColumn: ColumnList.Column {
    let name = Identifier(name: key)
    let given = columns.columns.first { $0.name.folded == name.folded }
    return given ?? ColumnList.Column(name: name, config: ColumnConfig(from: .number))
  }

  /// The key column first if it was added.
  var allColumns: [ColumnList.Column] {
    columns.columns.contains { $0.name == keyColumn.name } ? columns.columns : [keyColumn] + columns.columns
  }
}
