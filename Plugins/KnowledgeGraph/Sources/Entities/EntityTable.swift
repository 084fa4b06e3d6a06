import Foundation
import GRDB
import RouterResources

/// Entities in the store.
struct EntityTable {
  let db: Database

  func find(id: String) throws -> Entity? { try find("id = ?", [id]) }
  func find(row: Int64) throws -> Entity? { try find("row = ?", [row]) }
  func find(_ key: ExternalKey) throws -> Entity? {
    try find("namespace = ? AND external_key = ?", [key.namespace, key.key])
  }

  private func find(_ condition: String, _ arguments: StatementArguments) throws -> Entity? {
    let statement = try db.cachedStatement(sql: "SELECT * FROM entity WHERE \(condition)")
    return try Row.fetchOne(statement, arguments: arguments).map(Entity.init)
  }

  func row(of id: String) throws -> Int64? {
    try Int64.fetchOne(db.cachedStatement(sql: "SELECT row FROM entity WHERE id = ?"), arguments: [id])
  }

  func page(_ conditions: RowConditions, _ page: PageRequest) throws -> [Entity] {
    try conditions.rows("SELECT * FROM entity", row: "row", page: page, db).map(Entity.init)
  }

  func insert(_ entity: Entity) throws {
    let values: [(any DatabaseValueConvertible)?] =
      [entity.id] + mutableValues(entity) + entity.created.values + entity.updated.values
    try db.cachedStatement(
      sql: """
        INSERT INTO entity (id, type, label, folded, namespace, external_key, revision, properties,
          created_by, created_at, updated_by, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
    ).execute(arguments: StatementArguments(values))
  }

  func update(_ entity: Entity) throws {
    let values: [(any DatabaseValueConvertible)?] = mutableValues(entity) + entity.updated.values + [entity.row]
    try db.cachedStatement(
      sql: """
        UPDATE entity SET type = ?, label = ?, folded = ?, namespace = ?, external_key = ?, revision = ?, properties = ?,
          updated_by = ?, updated_at = ? WHERE row = ?
        """
    ).execute(arguments: StatementArguments(values))
  }

  private func mutableValues(_ entity: Entity) -> [(any DatabaseValueConvertible)?] {
    [
      entity.type, entity.label, FoldedText.fold(entity.label), entity.key?.namespace, entity.key?.key, entity.revision,
      Data(entity.properties),
    ]
  }

  func delete(_ entity: Entity) throws {
    try db.cachedStatement(sql: "DELETE FROM entity WHERE row = ?").execute(arguments: [entity.row])
  }
}
