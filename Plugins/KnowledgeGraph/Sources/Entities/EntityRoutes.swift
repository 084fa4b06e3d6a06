import ResourceStore
import RouterCore
import RouterResources

/// Listing, creating, getting, changing and deleting entities.
struct EntityRoutes: Sendable {
  let store: Store
  let config: KnowledgeGraphConfig

  private static let collection = EntityShapes.collection

  var all: [ResourceRoute] {
    [list, create, get, update, delete] + EntityKeyRoutes(store: store).all
  }

  // MARK: Reading

  private var list: ResourceRoute {
    ResourceRoute(Self.collection.list(filters: EntityFilters.parameters)) { request in
      let page = try request.page()
      let conditions = EntityFilters.conditions(request)
      let found = try await store.read { try EntityTable(db: $0).page(conditions, page) }
      return .page(found, page, row: \.row, json: \.json)
    }
  }

  private var get: ResourceRoute {
    ResourceRoute(Self.collection.get()) { request in
      let id = request.path["entity_id"] ?? ""
      guard let entity = try await store.read({ try EntityTable(db: $0).find(id: id) }) else {
        throw Self.collection.notFound(id)
      }
      return .found(entity.json, tag: entity.tag)
    }
  }

  // MARK: Changing

  private var create: ResourceRoute {
    let description = Self.collection.create(
      EntityShapes.creation, examples: [EntityShapes.documentedCreation, EntityShapes.keyedCreation],
      detail: """
        With an `external_key` that an entity has already, in the same namespace, that entity is made like this: 200, and no \
        event if it was. Who sends the same things again and again needs no ids.
        """, conflict: "There is one with this id already, or the one with the external key has another id.",
      upsert: true)
    return ResourceRoute(description) { request in
      let content = try EntityContent(request)
      return try await store.once(request) { transaction in
        try EntityUpsert(transaction: transaction, caller: request.caller).answer(content)
      }
    }
  }

  private var update: ResourceRoute {
    let description = Self.collection.update(
      EntityShapes.patch, examples: [(name: "documented", json: #"{"label":"Quantum Information"}"#)],
      detail: "What means the same as before changes nothing: the ETag stays, and there is no event.",
      conflict: "Another entity has this external key.")
    return ResourceRoute(description) { request in
      try await store.write { transaction in
        let old = try Self.existing(request, transaction)
        let wanted = try EntityPatch.apply(request.body, to: old)
        let changes = EntityChanges(transaction: transaction, caller: request.caller)
        let entity = try changes.update(old, to: wanted)
        return .found(entity.json, tag: entity.tag)
      }
    }
  }

  private var delete: ResourceRoute {
    let policies = PayloadShape.oneOf(DeletePolicy.allCases.map(\.rawValue))
    let description = Self.collection.delete(
      parameters: [
        .query(
          "on_delete", policies,
          "What becomes of its relationships: `refuse`, and nothing happens if it has any; `cascade`, and they are deleted "
            + "before it. Left out: as the config says."), DeleteReason.parameter,
      ], conflict: "It has relationships, or more of them than go with an entity.")
    return ResourceRoute(description) { request in
      let reason = try DeleteReason.read(request)
      let policy = request.query["on_delete"].flatMap(DeletePolicy.init) ?? config.onDelete
      return try await store.write { transaction in
        let entity = try Self.existing(request, transaction)
        let changes = EntityChanges(transaction: transaction, caller: request.caller)
        try changes.delete(entity, policy, atMost: config.maxCascade, reason: reason)
        return .nothing
      }
    }
  }

  /// - Throws: 404, 412.
  private static func existing(_ request: ResourceRequest, _ transaction: StoreTransaction) throws -> Entity {
    let id = request.path["entity_id"] ?? ""
    guard let entity = try EntityTable(db: transaction.database).find(id: id) else { throw collection.notFound(id) }
    try request.checkPrecondition(entity.tag)
    return entity
  }
}
