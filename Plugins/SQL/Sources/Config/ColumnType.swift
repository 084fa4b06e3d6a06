import ConfigSchema

/// What a column holds.
package enum ColumnType: String, ConfigChoice {
  case text
  case integer
  case real
  case json

  /// In a `CREATE TABLE` (sqlite.org/datatype3.html §3.1).
  var declaration: String {
    switch self {
    case .text, .json: "TEXT"
    case .integer: "INTEGER"
    case .real: "REAL"
    }
  }
}
