import RouterCore
import RouterResources

extension Crew {
  /// Changes an agent's definition, in its turn.
  /// - Parameter patch: of the shape `AgentShapes.patch`.
  nonisolated func change(
    _ id: String, _ patch: JSONNode, _ request: ResourceRequest, _ rules: DriverRules
  ) async throws -> ResourceAnswer {
    let collection = AgentResources.collection
    guard let old = try await registry.find(id) else { throw collection.notFound(id) }
    try request.checkPrecondition(old.tag)
    try await prepare(old, patch, request.caller, rules)
    let (changed, hasNewDriver) = try await registry.store.write { [registry] transaction in
      guard var record = try AgentRecord.find(id, transaction.database), record.row == old.row else {
        throw collection.notFound(id)
      }
      // Who named a version means what it says; the agent may have told another status since.
      if !record.definition.isSame(as: old.definition) { try request.checkPrecondition(record.tag) }
      let draft = try AgentDraft(record, patchedWith: patch, by: request.caller, rules)
      guard let changes = try AgentChanges(from: record, to: draft, patch: patch).document else {
        return (record, false)
      }
      try registry.redefine(
        &record, draft.definition, draft.kind, changes: changes.root, by: request.caller.subject, transaction)
      return (record, changes.root["driver"] != nil)
    }
    if hasNewDriver {
      await dismiss(id, row: changed.row, isThere: false)
      await hire(id)
    }
    return .found(try changed.json(), tag: changed.tag)
  }

  /// Everything that speaks against it, before anything is stored; and the agent's consent to its new configuration.
  private nonisolated func prepare(
    _ record: AgentRecord, _ patch: JSONNode, _ caller: ResourceRequest.Caller, _ rules: DriverRules
  ) async throws {
    if record.isDeclared, let member = patch.members.first(where: { $0.name != "config" }) {
      throw RegistryError.declared(record.id, what: "change '\(member.name)' there")
    }
    let draft = try AgentDraft(record, patchedWith: patch, by: caller, rules)
    let changes = try AgentChanges(from: record, to: draft, patch: patch).document?.root
    if changes?["driver"] != nil, record.state.status.isThere {
      throw Problem(status: .conflict, detail: "agent '\(record.id)' works: stop it before its driver is changed")
    }
    guard let config = changes?["config"] else { return }
    do throws(DriverError) {
      try await tell(record, newConfig: config.detached())
    } catch {
      throw Problem(
        status: .conflict, detail: "agent '\(record.id)' has not taken the configuration: \(error.words)")
    }
  }

  /// An agent that is there has to agree to a new configuration; another one gets it when it is started.
  /// - Parameter changes: a merge patch.
  nonisolated func tell(_ record: AgentRecord, newConfig changes: JSONDocument) async throws(DriverError) {
    guard record.state.status.isThere, let someone = await find(record.id) else { return }
    let reply = try await someone.send("update_config", changes)
    if case .failed(let text) = reply.outcome { throw .failed(text) }
  }
}

extension DriverError {
  var words: String {
    switch self {
    case .unavailable(let text), .failed(let text), .timeout(let text): text
    }
  }
}
