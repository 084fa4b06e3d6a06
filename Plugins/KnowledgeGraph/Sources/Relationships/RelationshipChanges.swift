import ResourceStore
import RouterCore
import RouterResources

/// Changes of relationships, each with its event, within one transaction.
struct RelationshipChanges {
  static let prefix = "rel_"

  let transaction: StoreTransaction
  let caller: ResourceRequest.Caller

  private var table: RelationshipTable { RelationshipTable(db: transaction.database) }
  private var stamp: ChangeStamp { ChangeStamp(by: caller.subject, at: transaction.now) }

  /// - Throws: 422 for entities that are not there.
  func create(_ content: RelationshipContent, _ config: KnowledgeGraphConfig) throws -> Relationship {
    let (source, target) = try ends(of: content)
    if source == target, config.selfRelationships == .refuse {
      throw Problem.invalid("/target_id", "is the source: no entity is related to itself here")
    }
    let id = try NewID.choose(content.id, prefix: Self.prefix, kind: "relationship") { try table.has(id: $0) }
    let relationship = Relationship(
      row: 0, id: id, source: source, target: target, type: content.type, strength: content.strength,
      properties: content.properties, created: stamp, updated: stamp, revision: try transaction.nextRevision())
    try checkDuplicates(of: relationship, config)
    try table.insert(relationship)
    try transaction.emit(.relationshipCreated(relationship))
    return relationship
  }

  private func ends(of content: RelationshipContent) throws -> (source: Relationship.End, target: Relationship.End) {
    let entities = EntityTable(db: transaction.database)
    var reader = BodyReader(nil)
    var ends: [Relationship.End] = []
    for (name, id) in [("source_id", content.source), ("target_id", content.target)] {
      if let row = try entities.row(of: id) {
        ends.append(Relationship.End(row: row, id: id))
      } else {
        reader.add(name, "there is no entity '\(id)'")
      }
    }
    try reader.finish()
    return (ends[0], ends[1])
  }

  /// What means the same as before changes nothing: no version, no event.
  /// - Parameter wanted: the relationship as it shall be.
  func update(
    _ old: Relationship, to wanted: Relationship, _ config: KnowledgeGraphConfig
  ) throws -> Relationship {
    let changes = wanted.changes(since: old)
    guard !changes.isEmpty else { return old }
    try caller.checkMayChange("relationship", old.id, madeBy: old.created.by)
    if wanted.type != old.type { try checkDuplicates(of: wanted, config) }
    var relationship = wanted
    (relationship.updated, relationship.revision) = (stamp, try transaction.nextRevision())
    try table.update(relationship)
    try transaction.emit(.relationshipUpdated(relationship, changes))
    return relationship
  }

  private func checkDuplicates(of relationship: Relationship, _ config: KnowledgeGraphConfig) throws {
    guard config.duplicates == .refuse, let twin = try table.twin(of: relationship) else { return }
    throw Problem(
      status: .conflict,
      detail:
        "'\(relationship.source.id)' is '\(relationship.type)' to '\(relationship.target.id)' already, by '\(twin)'")
  }

  func delete(_ relationship: Relationship, reason: String) throws {
    try caller.checkMayChange("relationship", relationship.id, madeBy: relationship.created.by)
    try table.delete(relationship)
    try transaction.emit(.relationshipDeleted(relationship, by: caller.subject, reason: reason))
  }
}
