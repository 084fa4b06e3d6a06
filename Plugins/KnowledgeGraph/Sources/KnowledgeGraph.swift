import ResourceStore
import RouterCore
import RouterResources

/// The source: a store of entities and relationships, its routes, and the events of its changes.
struct KnowledgeGraph: Source, ResourceProvider {
  let config: KnowledgeGraphConfig
  let store: Store

  init(config: KnowledgeGraphConfig, context: ComponentContext) {
    self.config = config
    store = Store(config.store, migrations: GraphTables.migrations, context)
  }

  func run(_ emitter: Emitter) async throws { try await store.publish(emitter) }

  var resources: [ResourceRoute] {
    EntityRoutes(store: store, config: config).all
      + RelationshipRoutes(store: store, config: config).all
      + [NeighbourhoodRoute(store: store).route]
  }
}

extension RouteTag {
  static let knowledgeGraph = RouteTag("knowledge graph", "Entities, and the relationships between them.")
}
