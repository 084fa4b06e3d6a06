import GRDB

extension AssessmentTable {
  /// How many assessments of a client have each value of a column.
  func counts<Value: RawRepresentable<String> & Hashable>(
    ofClient id: String, by column: String
  ) throws -> [Value: Int] {
    let rows = try Row.fetchAll(
      database, sql: "SELECT \(column), count(*) FROM assessment WHERE client = ? GROUP BY 1", arguments: [id])
    return rows.reduce(into: [:]) { counts, row in
      if let value = Value(rawValue: row[0]) { counts[value] = row[1] }
    }
  }

  func analyzedLast(ofClient id: String) throws -> Assessment? {
    let latest = try String.fetchOne(
      database,
      sql: """
        SELECT id FROM assessment WHERE client = ? AND analysis IS NOT NULL ORDER BY analysis_made DESC, row DESC LIMIT 1
        """,
      arguments: [id])
    return try latest.flatMap(find)
  }
}
