import GRDB

@testable import KnowledgeGraphPlugin

extension NeighbourhoodSteps {
  /// How SQLite goes about it.
  func plan(_ db: Database, type: String?) throws -> [String] {
    try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN \(sql(typed: type != nil))", arguments: type.map { [1, $0] } ?? [1])
      .map { $0["detail"] }
  }
}
