import GRDB

/// The relationships of one entity, in one direction.
enum NeighbourhoodSteps {
  case out
  case `in`

  /// The next ones are read when they are asked for.
  func rows(_ db: Database, from row: Int64, type: String?) throws -> RowCursor {
    let statement = try db.cachedStatement(sql: sql(typed: type != nil))
    return try Row.fetchCursor(statement, arguments: type.map { [row, $0] } ?? [row])
  }

  /// The indices are named: they give the order without sorting, so that the first of 100,000 costs no more than that.
  func sql(typed: Bool) -> String {
    let (here, there, index) =
      switch self {
      case .out: ("source", "target", "relationship_out")
      case .in: ("target", "source", "relationship_in")
      }
    return """
      SELECT step.row AS relationship, step.strength, other.row AS other, other.type AS other_type
      FROM relationship AS step INDEXED BY \(typed ? index : "relationship_\(here)")
      CROSS JOIN entity AS other ON other.row = step.\(there)
      WHERE step.\(here) = ?\(typed ? " AND step.type = ?" : "")
      ORDER BY \(typed ? "step.\(there), step.row" : "step.row")
      """
  }
}
