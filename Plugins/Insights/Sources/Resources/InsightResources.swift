import ResourceStore
import RouterCore
import RouterResources

/// `/api/v1/insights`.
struct InsightResources: Sendable {
  static let collection = ResourceCollection(
    "insight", path: "/api/v1/insights", parameter: "insight_id",
    tag: RouteTag("insights", "What people, rules and agents have found."), shape: Insight.shape)

  let store: Store
  /// How many insights there may be.
  let keep: Int
  /// Called after every change.
  let noteChange: @Sendable () -> Void

  private var collection: ResourceCollection { Self.collection }

  var routes: [ResourceRoute] {
    [
      ResourceRoute(collection.list(filters: InsightQuery.parameters), list),
      ResourceRoute(
        collection.create(
          InsightDraft.creation,
          detail: "The event `insight_update` tells of it. The token of an agent speaks of that agent."),
        create),
      ResourceRoute(collection.get(), get),
      ResourceRoute(
        collection.update(
          InsightDraft.patch,
          detail: "`insight_update` tells of a change of type, priority, description or recommendations; not of "
            + "acknowledging."),
        update),
      ResourceRoute(collection.delete(), delete),
    ]
  }

  // MARK: Reading

  @Sendable private func list(_ request: ResourceRequest) async throws -> ResourceAnswer {
    let (page, filter) = (try request.page(), InsightQuery.filter(request.query))
    let found = try await store.read { db in
      try InsightTable(db).page(filter, after: page.cursor?.row ?? 0, limit: page.limit + 1)
    }
    let items = found.prefix(page.limit)
    let next = found.count > page.limit ? items.last.map { PageCursor(after: $0.row) } : nil
    return .page(items.map(\.insight.bytes), next: next)
  }

  @Sendable private func get(_ request: ResourceRequest) async throws -> ResourceAnswer {
    let id = id(request)
    let insight = try await store.read { db in try InsightTable(db).find(id) }
    guard let insight else { throw collection.notFound(id) }
    return .found(insight.bytes, tag: insight.tag)
  }

  // MARK: Changing

  @Sendable private func create(_ request: ResourceRequest) async throws -> ResourceAnswer {
    guard let body = request.body else { throw Problem(status: .badRequest, detail: "there is no body") }
    var draft = try InsightDraft(body.root)
    let scope = AgentScope(request.caller)
    draft.subject = try scope.subject(draft.subject)
    let answer = try await store.once(request) { [draft] transaction in
      let table = InsightTable(transaction.database)
      let id = draft.id ?? Insight.newID()
      if try table.find(id) != nil { throw Problem(status: .conflict, detail: "there is an insight '\(id)' already") }
      let insight = Insight(
        id: id, content: draft.content, subject: draft.subject,
        created: .init(time: transaction.now, subject: request.caller.subject),
        revision: try transaction.nextRevision())
      try table.insert(insight, keeping: keep)
      try transaction.emit(try insight.content.event)
      return .created(insight.bytes, tag: insight.tag, at: collection.location(of: id))
    }
    noteChange()
    return answer
  }

  @Sendable private func update(_ request: ResourceRequest) async throws -> ResourceAnswer {
    guard let body = request.body else { throw Problem(status: .badRequest, detail: "there is no body") }
    let insight = try await store.write { transaction in
      let table = InsightTable(transaction.database)
      var insight = try existing(request, table)
      let before = insight
      let draft = try InsightDraft(insight).patched(with: body.root)
      insight.subject = try AgentScope(request.caller).subject(draft.subject)
      insight.content = draft.content
      let mark = Insight.Mark(time: transaction.now, subject: request.caller.subject)
      insight.acknowledged = draft.isAcknowledged ? before.acknowledged ?? mark : nil
      guard insight != before else { return before }
      insight.updated = mark
      insight.revision = try transaction.nextRevision()
      try table.update(insight)
      if insight.content != before.content { try transaction.emit(try insight.content.event) }
      return insight
    }
    noteChange()
    return .found(insight.bytes, tag: insight.tag)
  }

  @Sendable private func delete(_ request: ResourceRequest) async throws -> ResourceAnswer {
    try await store.write { transaction in
      let table = InsightTable(transaction.database)
      try table.delete(try existing(request, table).id)
    }
    noteChange()
    return .nothing
  }

  /// The insight that a request is to change.
  private func existing(_ request: ResourceRequest, _ table: InsightTable) throws -> Insight {
    let id = id(request)
    guard let insight = try table.find(id) else { throw collection.notFound(id) }
    try AgentScope(request.caller).check(insight)
    try request.checkPrecondition(insight.tag)
    return insight
  }

  private func id(_ request: ResourceRequest) -> String { request.path[collection.parameter] ?? "" }
}
