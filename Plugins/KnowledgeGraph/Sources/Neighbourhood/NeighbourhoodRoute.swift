import ResourceStore
import RouterCore
import RouterResources

/// What is around an entity.
struct NeighbourhoodRoute: Sendable {
  let store: Store

  private static let description = RouteDescription(
    .get, "/api/v1/entities/{entity_id}/neighbourhood", name: "getNeighbourhood",
    "What is around an entity: those that relationships lead to, the nearest first.",
    detail: """
      One moment of the graph. The work is bounded: a walk looks at \(NeighbourhoodWalk.Budget().relationships) relationships and \
      collects \(NeighbourhoodWalk.Budget().bytes >> 20) MiB of properties, at most; it stops where that, or `limit`, is reached, \
      and `truncated` says so.
      """, tag: .knowledgeGraph, access: .permission(.viewAgents),
    parameters: [.path("entity_id", .identifier, "The id of the entity.")] + NeighbourhoodQuery.parameters,
    responses: [
      .json(.ok, "What was found.", Neighbourhood.shape),
      .problem(.notFound, "There is no such entity."), .badQuery, .storeUnavailable,
    ])

  var route: ResourceRoute {
    ResourceRoute(Self.description) { request in
      let id = request.path["entity_id"] ?? ""
      let query = NeighbourhoodQuery(request)
      let found = try await store.read { db in
        guard let start = try EntityTable(db: db).find(id: id) else { throw EntityShapes.collection.notFound(id) }
        var walk = NeighbourhoodWalk(db, query)
        return try walk.run(from: start)
      }
      return .found(found.json)
    }
  }
}
