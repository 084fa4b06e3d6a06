import ResourceStore
import RouterCore
import RouterResources

/// The routes of agents.
struct AgentResources: Sendable {
  static let collection = AgentShapes.collection

  let registry: Registry
  let rules: DriverRules
  let crew: Crew
  let time: any TimeSource

  var routes: [ResourceRoute] {
    let collection = Self.collection
    return [
      ResourceRoute(collection.list(filters: AgentFilter.parameters), list),
      ResourceRoute(collection.create(AgentShapes.creation, detail: Self.creation, conflict: Self.conflict), create),
      ResourceRoute(collection.get(), get),
      ResourceRoute(collection.update(AgentShapes.patch, detail: Self.update, conflict: Self.refusal), update),
      ResourceRoute(
        collection.delete(
          parameters: [.query("reason", .identifier, "Told in `agent_deleted`; left out: `user_request`.")],
          conflict: "The router's config declares it."), delete),
      ResourceRoute(Self.metricsDescription, metrics),
    ]
  }

  private static let creation =
    "Emits `agent_created`. A driver of type `process` or `http` needs the consent of the router's config: 403 without it."
  private static let conflict = "There is one with this id already, or as many as the router's config allows."
  private static let update =
    "Emits `agent_updated` with what is different. A new `config` is sent to an agent that works, which may refuse it. A "
    + "driver of type `process` or `http` can be set and changed by who has `create_agent`, too, and by no agent; with another "
    + "command or server, `environment`, `headers` and `secret` have to be given anew."
  private static let refusal =
    "The router's config declares what is to be changed, the agent works and its driver is to be changed, or it has not "
    + "taken its new configuration."

  // MARK: Reading

  private func list(_ request: ResourceRequest) async throws -> ResourceAnswer {
    let (page, filter) = (try request.page(), AgentFilter(request.query))
    let found = try await registry.store.read { db in try filter.page(page, db) }
    let items = found.prefix(page.limit)
    let next = found.count > page.limit ? items.last.map { PageCursor(after: $0.row) } : nil
    return .page(try items.map { try $0.json() }, next: next)
  }

  private func get(_ request: ResourceRequest) async throws -> ResourceAnswer {
    let record = try await find(request)
    return .found(try record.json(), tag: record.tag)
  }

  private func find(_ request: ResourceRequest) async throws -> AgentRecord {
    let id = id(request)
    guard let record = try await registry.find(id) else { throw Self.collection.notFound(id) }
    return record
  }

  private func id(_ request: ResourceRequest) -> String { request.path[Self.collection.parameter] ?? "" }

  // MARK: Changing

  private func create(_ request: ResourceRequest) async throws -> ResourceAnswer {
    let draft = try AgentDraft(creating: Self.body(request), by: request.caller, rules)
    let id = draft.id ?? RandomID.make("agent_")
    try request.caller.checkMayChange(id)
    let answer = try await registry.store.once(request) { transaction in
      let record = try registry.insert(
        id, draft.definition, draft.kind, by: request.caller.subject, transaction)
      return .created(try record.json(), tag: record.tag, at: Self.collection.location(of: id))
    }
    // Nobody, if this was the answer to an earlier request.
    await crew.hire(id)
    return answer
  }

  private func update(_ request: ResourceRequest) async throws -> ResourceAnswer {
    let (id, patch) = (id(request), try Self.body(request))
    try request.caller.checkMayChange(id)
    return try await crew.inTurn(id) { try await crew.change(id, patch, request, rules) }
  }

  private func delete(_ request: ResourceRequest) async throws -> ResourceAnswer {
    let id = id(request)
    try request.caller.checkMayChange(id)
    let reason = try Self.reason(request)
    try await crew.inTurn(id) {
      let deleted = try await registry.store.write { transaction in
        guard let record = try AgentRecord.find(id, transaction.database) else { throw Self.collection.notFound(id) }
        try request.checkPrecondition(record.tag)
        if record.isDeclared { throw RegistryError.declared(id, what: "it would be there again with the next start") }
        try registry.delete(record, by: request.caller.subject, reason: reason, transaction)
        return record
      }
      // In its turn still: nothing else is done with it any more.
      await crew.dismiss(id, row: deleted.row, isThere: deleted.state.status.isThere)
    }
    return .nothing
  }

  private static func reason(_ request: ResourceRequest) throws(Problem) -> String {
    let reason = request.query["reason"] ?? "user_request"
    guard let mistake = AgentLimits.mistake(inName: reason) else { return reason }
    throw Problem(
      status: .badRequest, detail: "the query is wrong", errors: [.init(place: .query("reason"), detail: mistake)])
  }

  private static func body(_ request: ResourceRequest) throws(Problem) -> JSONNode {
    guard let body = request.body else { throw Problem(status: .badRequest, detail: "there is no body") }
    return body.root
  }

  // MARK: Metrics

  private static let metricsDescription = RouteDescription(
    .get, "\(collection.path)/{agent_id}/metrics", name: "getAgentMetrics", "What an agent has done lately.",
    tag: collection.tag, access: .permission(.viewMetrics),
    parameters: [.path("agent_id", .identifier, "The id of the agent.")],
    responses: [
      .json(.ok, "Its figures.", .named(AgentShapes.metrics)),
      .problem(.notFound, "There is no such agent."), .badQuery, .storeUnavailable,
    ])

  private func metrics(_ request: ResourceRequest) async throws -> ResourceAnswer {
    let record = try await find(request)
    guard let figures = registry.board.metrics(of: record.row, at: time.now()) else {
      throw Self.collection.notFound(record.id)
    }
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("status", figures.status)
    writer.member("inference_rate", figures.inferenceRate)
    writer.member("avg_response_time", figures.averageResponseTime)
    writer.member("success_rate", figures.successRate)
    writer.member("current_load", figures.currentLoad)
    writer.member("inference_count", record.inferenceCount)
    if let last = record.lastInference { writer.member("last_inference", last) }
    writer.endObject()
    return .found(writer.finish())
  }
}

extension ResourceRequest.Caller {
  /// - Throws: 403 for the token of another agent.
  func checkMayChange(_ id: String) throws(Problem) {
    guard let agent, agent != id else { return }
    throw Problem(status: .forbidden, detail: "the token is agent '\(agent)''s: it may change that agent only")
  }
}
