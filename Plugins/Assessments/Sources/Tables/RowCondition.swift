import GRDB
import RouterResources

/// What rows of a list have to be.
struct RowCondition {
  private(set) var sql: String
  private(set) var arguments: StatementArguments

  /// - Parameter cursor: behind which they are.
  init(behind cursor: PageCursor?) {
    sql = "row > ?"
    arguments = [cursor?.row ?? 0]
  }

  /// A condition with one `?`; none if there is no value.
  mutating func add(_ condition: String, _ value: (any DatabaseValueConvertible)?) {
    guard let value else { return }
    sql += " AND \(condition)"
    arguments += [value]
  }
}
