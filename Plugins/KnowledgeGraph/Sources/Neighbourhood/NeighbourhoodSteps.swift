import GRDB

/// The relationships of one entity, in one direction.
enum NeighbourhoodSteps {
  case out
  case `in`

  /// The next ones are read when they are asked for.
  ///
  /// The indices are named: they give the order without sorting, so that the first of 100,000 costs no more than that.
  func rows(_ db: Database, from row: Int64, type: String?) throws -> RowCursor {
    let (here, there, typed) =
      switch self {
      case .out: ("source", "target", "relationship_out")
      case .in: ("target", "source", "relationship_in")
      }
    let select = """
      SELECT step.row AS relationship, step.strength, other.row AS other, other.type AS other_type FROM relationship AS step
      """
    let join = "CROSS JOIN entity AS other ON other.row = step.\(there) WHERE step.\(here) = ?"
    guard let type else {
      let sql = "\(select) INDEXED BY relationship_\(here) \(join) ORDER BY step.row"
      return try Row.fetchCursor(db.cachedStatement(sql: sql), arguments: [row])
    }
    let sql = "\(select) INDEXED BY \(typed) \(join) AND step.type = ? ORDER BY step.\(there), step.row"
    return try Row.fetchCursor(db.cachedStatement(sql: sql), arguments: [row, type])
  }
}
