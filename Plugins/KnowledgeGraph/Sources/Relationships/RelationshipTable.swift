import Foundation
import GRDB
import RouterResources

/// Relationships in the store.
struct RelationshipTable {
  /// With the ids of both ends.
  static let select = """
    SELECT relationship.*, source.id AS source_id, target.id AS target_id FROM relationship \
    JOIN entity AS source ON source.row = relationship.source JOIN entity AS target ON target.row = relationship.target
    """

  let db: Database

  func find(id: String) throws -> Relationship? { try find("id", [id]) }
  func find(row: Int64) throws -> Relationship? { try find("row", [row]) }

  private func find(_ column: String, _ arguments: StatementArguments) throws -> Relationship? {
    let statement = try db.cachedStatement(sql: "\(Self.select) WHERE relationship.\(column) = ?")
    return try Row.fetchOne(statement, arguments: arguments).map(Relationship.init)
  }

  func has(id: String) throws -> Bool {
    try Int64.fetchOne(db.cachedStatement(sql: "SELECT row FROM relationship WHERE id = ?"), arguments: [id]) != nil
  }

  /// The first other one of the same source, target and type.
  func twin(of relationship: Relationship) throws -> String? {
    let statement = try db.cachedStatement(
      sql: "SELECT id FROM relationship WHERE source = ? AND type = ? AND target = ? AND id <> ? ORDER BY row LIMIT 1")
    return try String.fetchOne(
      statement,
      arguments: [relationship.source.row, relationship.type, relationship.target.row, relationship.id])
  }

  func page(_ conditions: RowConditions, _ page: PageRequest) throws -> [Relationship] {
    try conditions.rows(Self.select, row: "relationship.row", page: page, db).map(Relationship.init)
  }

  /// How many begin or end at an entity.
  func count(of entity: Entity) throws -> Int {
    let statement = try db.cachedStatement(
      sql: """
        SELECT (SELECT count(*) FROM relationship WHERE source = ?1)
          + (SELECT count(*) FROM relationship WHERE target = ?1 AND source <> ?1)
        """)
    return try Int.fetchOne(statement, arguments: [entity.row]) ?? 0
  }

  /// Those that begin or end at an entity, in the order of their creation.
  func all(of entity: Entity) throws -> [Relationship] {
    let statement = try db.cachedStatement(
      sql: "\(Self.select) WHERE relationship.source = ?1 OR relationship.target = ?1 ORDER BY relationship.row")
    return try Row.fetchAll(statement, arguments: [entity.row]).map(Relationship.init)
  }

  func insert(_ relationship: Relationship) throws {
    let values: [(any DatabaseValueConvertible)?] =
      [relationship.id, relationship.source.row, relationship.target.row] + mutableValues(relationship)
      + relationship.created.values + relationship.updated.values
    try db.cachedStatement(
      sql: """
        INSERT INTO relationship (id, source, target, type, strength, strength_text, revision, properties,
          created_by, created_at, updated_by, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
    ).execute(arguments: StatementArguments(values))
  }

  func update(_ relationship: Relationship) throws {
    let values: [(any DatabaseValueConvertible)?] =
      mutableValues(relationship) + relationship.updated.values + [relationship.row]
    try db.cachedStatement(
      sql: """
        UPDATE relationship SET type = ?, strength = ?, strength_text = ?, revision = ?, properties = ?,
          updated_by = ?, updated_at = ? WHERE row = ?
        """
    ).execute(arguments: StatementArguments(values))
  }

  private func mutableValues(_ relationship: Relationship) -> [(any DatabaseValueConvertible)?] {
    [
      relationship.type, relationship.strength.value, String(decoding: relationship.strength.text, as: UTF8.self),
      relationship.revision, Data(relationship.properties),
    ]
  }

  func delete(_ relationship: Relationship) throws {
    try db.cachedStatement(sql: "DELETE FROM relationship WHERE row = ?").execute(arguments: [relationship.row])
  }
}
