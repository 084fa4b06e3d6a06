import HTTPTypes
import ResourceStore
import RouterCore
import RouterResources

/// Entities by what another system calls them.
struct EntityKeyRoutes: Sendable {
  let store: Store

  private static let path = "/api/v1/entities/by-key/{namespace}/{external_key}"
  private static let parameters: [RouteParameter] = [
    .path("namespace", .identifier, "Where the key is unique: \(TextRule.name.summary)."),
    .path("external_key", .identifier, "What the other system calls the entity: \(TextRule.key.summary)."),
  ]

  var all: [ResourceRoute] { [get, put] }

  private var get: ResourceRoute {
    let description = RouteDescription(
      .get, Self.path, name: "getEntityByKey", "The entity with an external key.", tag: .knowledgeGraph,
      access: .permission(.viewAgents), parameters: Self.parameters,
      responses: [
        .json(.ok, "How it is.", .named(EntityShapes.one), headers: [.entityTag]),
        RouteResponse(.notModified, "It is the version that the client has.", headers: [.entityTag]),
        .problem(.notFound, "There is no entity with this key."), .badQuery, .storeUnavailable,
      ])
    return ResourceRoute(description) { request in
      let key = Self.key(of: request)
      guard let entity = try await store.read({ try EntityTable(db: $0).find(key) }) else {
        throw Problem(
          status: .notFound, detail: "there is no entity with the key '\(key.key)' in the namespace '\(key.namespace)'")
      }
      return .found(entity.json, tag: entity.tag)
    }
  }

  private var put: ResourceRoute {
    let body = PayloadShape.exact(EntityShapes.content)
    let description = RouteDescription(
      .put, Self.path, name: "putEntityByKey", "Makes the entity with an external key like this, or makes one.",
      detail: """
        What is left out is none afterwards. The same again changes nothing: the ETag stays, and there is no event. However many \
        do this at once, there is one entity.
        """, tag: .knowledgeGraph, access: .permission(.modifyAgent), parameters: Self.parameters + [.ifMatch],
      body: [.json(body, examples: [(name: "concept", json: #"{"type":"concept","label":"Quantum Computing"}"#)])],
      responses: [
        .json(.ok, "It was there already, and is now like this.", .named(EntityShapes.one), headers: [.entityTag]),
        .json(.created, "It is there.", .named(EntityShapes.one), headers: [.entityTag, .location]),
        .problem(.notFound, "The path has a part that is no name."), .changed,
      ] + .bodyProblems + [.storeUnavailable])
    return ResourceRoute(description) { request in
      let key = Self.key(of: request)
      try Self.check(key)
      let content = try EntityContent(request, key: key)
      return try await store.write { transaction in
        try EntityUpsert(transaction: transaction, caller: request.caller).answer(content) { old in
          try Self.checkPrecondition(request, old)
        }
      }
    }
  }

  private static func key(of request: ResourceRequest) -> ExternalKey {
    ExternalKey(namespace: request.path["namespace"] ?? "", key: request.path["external_key"] ?? "")
  }

  /// - Throws: 404 for what can be no key.
  private static func check(_ key: ExternalKey) throws(Problem) {
    for (name, mistake) in [
      ("namespace", TextRule.name.mistake(in: key.namespace)), ("external key", TextRule.key.mistake(in: key.key)),
    ] {
      if let mistake { throw Problem(status: .notFound, detail: "the \(name) \(mistake)") }
    }
  }

  /// What is not there has no version.
  private static func checkPrecondition(_ request: ResourceRequest, _ old: Entity?) throws(Problem) {
    if let old { return try request.checkPrecondition(old.tag) }
    guard request.ifMatch != nil else { return }
    throw Problem(status: .preconditionFailed, detail: "there is no entity with this key, so no version of it")
  }
}
