import ResourceStore
import RouterCore
import RouterResources

/// Changes of entities, each with its events, within one transaction.
struct EntityChanges {
  let transaction: StoreTransaction
  let caller: ResourceRequest.Caller

  private var table: EntityTable { EntityTable(db: transaction.database) }
  private var stamp: ChangeStamp { ChangeStamp(by: caller.subject, at: transaction.now) }

  func create(_ content: EntityContent) throws -> Entity {
    let id = try NewID.choose(content.id, prefix: EntityID.prefix, kind: "entity") { try table.row(of: $0) != nil }
    let entity = Entity(
      row: 0, id: id, type: content.type, label: content.label, key: content.key, properties: content.properties,
      created: stamp, updated: stamp, revision: try transaction.nextRevision())
    try table.insert(entity)
    try transaction.emit(.entityCreated(entity))
    return entity
  }

  /// What means the same as before changes nothing: no version, no event.
  /// - Parameter wanted: the entity as it shall be.
  func update(_ old: Entity, to wanted: Entity) throws -> Entity {
    let changes = wanted.changes(since: old)
    guard !changes.isEmpty else { return old }
    try caller.checkMayChange("entity", old.id, madeBy: old.created.by)
    // Not only for another key: strings of other bytes that look the same are equal here, and not in the store.
    if let key = wanted.key, let other = try table.find(key), other.row != old.row {
      throw Self.taken(key, by: other)
    }
    var entity = wanted
    (entity.updated, entity.revision) = (stamp, try transaction.nextRevision())
    try table.update(entity)
    try transaction.emit(.entityUpdated(entity, changes))
    return entity
  }

  /// - Throws: 409 when its relationships are in the way.
  func delete(_ entity: Entity, _ policy: DeletePolicy, atMost limit: Int, reason: String) throws {
    try caller.checkMayChange("entity", entity.id, madeBy: entity.created.by)
    let relationships = RelationshipTable(db: transaction.database)
    let count = try relationships.count(of: entity)
    if count > 0 {
      try Self.checkMayCascade(entity, count, policy, limit)
      let changes = RelationshipChanges(transaction: transaction, caller: caller)
      for relationship in try relationships.all(of: entity) {
        try changes.delete(relationship, reason: DeleteReason.cascade)
      }
    }
    try table.delete(entity)
    try transaction.emit(.entityDeleted(entity, by: caller.subject, reason: reason))
  }

  private static func checkMayCascade(
    _ entity: Entity, _ count: Int, _ policy: DeletePolicy, _ limit: Int
  ) throws(Problem) {
    let has = "the entity '\(entity.id)' has \(count) relationship\(count == 1 ? "" : "s")"
    switch policy {
    case .refuse:
      throw Problem(status: .conflict, detail: "\(has): delete them before, or ask with on_delete=cascade")
    case .cascade:
      guard count > limit else { return }
      throw Problem(
        status: .conflict, detail: "\(has), and at most \(limit) go with an entity: delete some of them before")
    }
  }

  static func taken(_ key: ExternalKey, by other: Entity) -> Problem {
    Problem(
      status: .conflict,
      detail: "the external key '\(key.key)' is that of the entity '\(other.id)' in the namespace '\(key.namespace)'",
      errors: [.init(place: .body(pointer: "/external_key"), detail: "is taken")])
  }
}
