import ResourceStore
import RouterCore
import RouterResources

/// Listing, creating, getting, changing and deleting relationships.
struct RelationshipRoutes: Sendable {
  let store: Store
  let config: KnowledgeGraphConfig

  private static let collection = RelationshipShapes.collection

  var all: [ResourceRoute] { [list, create, get, update, delete] }

  // MARK: Reading

  private var list: ResourceRoute {
    ResourceRoute(Self.collection.list(filters: RelationshipFilters.parameters)) { request in
      let page = try request.page()
      let conditions = RelationshipFilters.conditions(request)
      let found = try await store.read { try RelationshipTable(db: $0).page(conditions, page) }
      return .page(found, page, row: \.row, json: \.json)
    }
  }

  private var get: ResourceRoute {
    ResourceRoute(Self.collection.get()) { request in
      let id = request.path["relationship_id"] ?? ""
      guard let relationship = try await store.read({ try RelationshipTable(db: $0).find(id: id) }) else {
        throw Self.collection.notFound(id)
      }
      return .found(relationship.json, tag: relationship.tag)
    }
  }

  // MARK: Changing

  private var create: ResourceRoute {
    let description = Self.collection.create(
      RelationshipShapes.creation, examples: [RelationshipShapes.documentedCreation],
      detail: """
        Both entities must be there. The config says whether they may be the same, and whether there may be several \
        relationships of one type between them.
        """,
      conflict: "There is one with this id already, or one of this source, target and type.")
    return ResourceRoute(description) { request in
      let content = try RelationshipContent(request)
      return try await store.once(request) { transaction in
        let changes = RelationshipChanges(transaction: transaction, caller: request.caller)
        let relationship = try changes.create(content, config)
        return .created(relationship.json, tag: relationship.tag, at: relationship.location)
      }
    }
  }

  private var update: ResourceRoute {
    let description = Self.collection.update(
      RelationshipShapes.patch, examples: [(name: "documented", json: #"{"strength":0.9}"#)],
      detail: """
        Its ends stay: for others, make another one. What means the same as before changes nothing: the ETag stays, and there \
        is no event.
        """, conflict: "There is another one of this source, target and type.")
    return ResourceRoute(description) { request in
      try await store.write { transaction in
        let old = try Self.existing(request, transaction)
        let wanted = try RelationshipPatch.apply(request.body, to: old)
        let changes = RelationshipChanges(transaction: transaction, caller: request.caller)
        let relationship = try changes.update(old, to: wanted, config)
        return .found(relationship.json, tag: relationship.tag)
      }
    }
  }

  private var delete: ResourceRoute {
    ResourceRoute(Self.collection.delete(parameters: [DeleteReason.parameter])) { request in
      let reason = try DeleteReason.read(request)
      return try await store.write { transaction in
        let relationship = try Self.existing(request, transaction)
        try RelationshipChanges(transaction: transaction, caller: request.caller).delete(relationship, reason: reason)
        return .nothing
      }
    }
  }

  /// - Throws: 404, 412.
  private static func existing(_ request: ResourceRequest, _ transaction: StoreTransaction) throws -> Relationship {
    let id = request.path["relationship_id"] ?? ""
    guard let relationship = try RelationshipTable(db: transaction.database).find(id: id) else {
      throw collection.notFound(id)
    }
    try request.checkPrecondition(relationship.tag)
    return relationship
  }
}
