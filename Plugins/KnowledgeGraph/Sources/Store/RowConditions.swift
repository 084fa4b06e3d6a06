import GRDB
import RouterResources

/// What rows of a list must be.
struct RowConditions: Sendable {
  private var clauses: [String] = []
  private var values: [DatabaseValue] = []

  mutating func add(_ clause: String, _ values: any DatabaseValueConvertible...) {
    clauses.append(clause)
    self.values += values.map(\.databaseValue)
  }

  /// The rows behind the cursor, one more than the page takes, so that it shows whether there is another.
  /// - Parameters:
  ///   - select: up to the conditions.
  ///   - row: the column that numbers the rows.
  func rows(_ select: String, row: String, page: PageRequest, _ db: Database) throws -> [Row] {
    let clauses = clauses + ["\(row) > ?"]
    let sql = "\(select) WHERE \(clauses.joined(separator: " AND ")) ORDER BY \(row) LIMIT ?"
    let values = values + [(page.cursor?.row ?? 0).databaseValue, (page.limit + 1).databaseValue]
    return try Row.fetchAll(db.cachedStatement(sql: sql), arguments: StatementArguments(values))
  }
}

extension ResourceAnswer {
  /// - Parameter found: what `RowConditions` found for the page.
  static func page<Item>(
    _ found: [Item], _ page: PageRequest, row: (Item) -> Int64, json: (Item) -> [UInt8]
  ) -> ResourceAnswer {
    let items = found.prefix(page.limit)
    let next = found.count > page.limit ? items.last.map { PageCursor(after: row($0)) } : nil
    return .page(items.map(json), next: next)
  }
}
