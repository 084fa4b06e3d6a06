import ResourceStore
import RouterCore
import RouterResources

/// `/api/v1/clients`.
struct ClientRoutes: Sendable {
  static let collection = ResourceCollection(
    "client", path: "/api/v1/clients", parameter: "client_id", tag: AssessmentShapes.clientsTag,
    shape: AssessmentShapes.client)

  let desk: AssessmentDesk
  private var store: Store { desk.store }

  var routes: [ResourceRoute] {
    [
      ResourceRoute(
        Self.collection.list(filters: [
          .query("status", .oneOf(ClientStatus.allCases.map(\.rawValue)), "Only these."),
          .query("created_after", .dateTime, "Only later ones."),
          .query("created_before", .dateTime, "Only earlier ones."),
        ]), list),
      ResourceRoute(
        Self.collection.create(
          AssessmentShapes.newClient,
          examples: [("a client", #"{"client_id":"client_123","name":"Ada","attributes":{"language":"en"}}"#)]),
        create),
      ResourceRoute(Self.collection.get(), get),
      ResourceRoute(
        Self.collection.update(
          AssessmentShapes.clientPatch, examples: [("has left", #"{"status":"inactive"}"#)],
          detail: "Attributes are merged: those that are not named stay."), update),
      ResourceRoute(
        Self.collection.delete(
          parameters: [
            .query("cascade", .boolean, "Whether the client's assessments are deleted too; else such a client stays.")
          ], conflict: "The client has assessments."), delete),
      ResourceRoute(
        RouteDescription(
          .get, "\(Self.collection.path)/{\(Self.collection.parameter)}/report", name: "getClientReport",
          "A report on a client.", tag: Self.collection.tag, access: .permission(.viewAgents),
          parameters: [.path(Self.collection.parameter, .identifier, "The id of the client.")],
          responses: [
            .json(.ok, "How the client is.", AssessmentShapes.clientReport),
            .problem(.notFound, "There is no such client."), .badQuery, .storeUnavailable,
          ]), report),
    ]
  }

  @Sendable private func list(_ request: ResourceRequest) async throws -> ResourceAnswer {
    let page = try request.page()
    let filter = ClientTable.Filter(
      status: request.query["status"].flatMap(ClientStatus.init), createdAfter: request.time("created_after"),
      createdBefore: request.time("created_before"))
    let clients = try await store.read { db in try ClientTable(db).page(page, filter) }
    return .page(clients.prefix(page.limit).map(\.bytes), next: page.next(after: clients.map(\.row)))
  }

  @Sendable private func create(_ request: ResourceRequest) async throws -> ResourceAnswer {
    guard let body = request.body else { return .nothing }
    try request.checkIsOfNoAgent()
    let answer = try await store.once(request) { transaction in
      let client = try ClientChanges(transaction: transaction, subject: request.caller.subject).create(body.root)
      return .created(client.bytes, tag: client.tag, at: Self.collection.location(of: client.id))
    }
    desk.noteChange()
    return answer
  }

  @Sendable private func get(_ request: ResourceRequest) async throws -> ResourceAnswer {
    let client = try await store.read { db in try Self.client(request, ClientTable(db)) }
    return .found(client.bytes, tag: client.tag)
  }

  @Sendable private func update(_ request: ResourceRequest) async throws -> ResourceAnswer {
    guard let body = request.body else { return .nothing }
    try request.checkIsOfNoAgent()
    let client = try await store.write { transaction in
      let client = try Self.client(request, ClientTable(transaction.database))
      try request.checkPrecondition(client.tag)
      return try ClientChanges(transaction: transaction, subject: request.caller.subject).update(client, body.root)
    }
    desk.noteChange()
    return .found(client.bytes, tag: client.tag)
  }

  @Sendable private func delete(_ request: ResourceRequest) async throws -> ResourceAnswer {
    try request.checkIsOfNoAgent()
    try await store.write { transaction in
      let client = try Self.client(request, ClientTable(transaction.database))
      try request.checkPrecondition(client.tag)
      let changes = ClientChanges(transaction: transaction, subject: request.caller.subject)
      try changes.delete(client, cascade: request.query["cascade"] == "true")
    }
    desk.noteChange()
    return .nothing
  }

  @Sendable private func report(_ request: ResourceRequest) async throws -> ResourceAnswer {
    .found(try await desk.report(onClient: request.path[Self.collection.parameter] ?? ""))
  }

  private static func client(_ request: ResourceRequest, _ table: ClientTable) throws -> Client {
    let id = request.path[collection.parameter] ?? ""
    guard let client = try table.find(id) else { throw AssessmentFault.noClient(id) }
    return client
  }
}
