import RouterCore

extension AgentsSource: AgentBackend {
  func perform(_ command: AgentCommand) async throws(AgentCommandError) -> AgentCommandResult {
    do {
      if command.name == .getStatus { return .status(try await status(command)) }
      return try await crew.inTurn(command.agent) { [self] in try await carryOut(command) }
    } catch let error as AgentCommandError {
      throw error
    } catch is CancellationError {
      throw .timeout("agent '\(command.agent)' has not carried out the command in time")
    } catch let error as AgentUnavailable {
      throw .invalidState("\(error)")
    } catch {
      context.logger.error("a command failed", metadata: ["agent": "\(command.agent)", "reason": "\(error)"])
      throw .timeout("the registry of agents cannot be read or written now: try again later")
    }
  }

  // MARK: Changing

  private func carryOut(_ command: AgentCommand) async throws -> AgentCommandResult {
    guard let record = try await registry.find(command.agent) else { throw AgentCommandError.notFound }
    if let caller = command.callerAgent, caller != record.id {
      throw AgentCommandError.denied("the token is agent '\(caller)''s: it may command that agent only")
    }
    let parameters = try CommandParameters(command)
    if command.name == .updateConfig {
      try await updateConfig(of: record, by: command.subject, try parameters.config(of: record))
      return .done
    }
    try CommandRules.check(command.name, of: record.id, in: record.state.status)
    guard let someone = await crew.find(record.id) else {
      throw AgentCommandError.invalidState("agent '\(record.id)' cannot be given orders now: see the router's log")
    }
    switch command.name {
    case .start: try await someone.start(record, reason: "started_by_user")
    case .stop: try await someone.stop(record, graceful: parameters.isGraceful, reason: "stopped_by_user")
    case .restart: try await restart(record, someone, graceful: parameters.isGraceful)
    case .updateConfig, .getStatus: break
    }
    return .done
  }

  private func restart(_ record: AgentRecord, _ someone: Operator, graceful: Bool) async throws {
    let reason = "restarted_by_user"
    if record.state.status.isThere { try await someone.stop(record, graceful: graceful, reason: reason) }
    try await someone.start(record, reason: reason)
  }

  private func updateConfig(
    of record: AgentRecord, by subject: String, _ change: (patch: JSONDocument, config: JSONDocument)
  ) async throws {
    if change.config.root.isEqual(to: record.definition.config.root) { return }
    do throws(DriverError) {
      try await crew.tell(record, newConfig: change.patch)
    } catch {
      throw error.asCommandError(record.id)
    }
    let changes = try Operator.parameters { $0.member("config", change.patch.root) }
    try await registry.store.write { [registry] transaction in
      guard var record = try AgentRecord.find(record.id, transaction.database) else { throw AgentCommandError.notFound }
      var definition = record.definition
      definition.config = change.config
      try registry.redefine(
        &record, definition, record.driverType, changes: changes.root, by: subject, transaction)
    }
  }

  // MARK: Asking

  /// What the agent itself says if it says it soon, else what the registry knows. For who asks only: the registry takes over what
  /// an agent tells by an event.
  private func status(_ command: AgentCommand) async throws -> JSONDocument {
    guard var record = try await registry.find(command.agent) else { throw AgentCommandError.notFound }
    _ = try CommandParameters(command)
    if record.state.status.isThere, let someone = await crew.find(record.id),
      let reply = try? await someone.send("get_status", nil, within: Self.statusPatience),
      case .succeeded(let result?) = reply.outcome,
      let said = result.root["status"]?.string.flatMap({ AgentStatus(rawValue: $0) }), said.isThere
    {
      if said != record.state.status { record.reason = "said_by_agent" }
      record.state.status = said
    }
    return try record.status(from: record.state.status, reason: record.reason)
  }
}

extension DriverError {
  fileprivate func asCommandError(_ agent: String) -> AgentCommandError {
    switch self {
    case .unavailable(let text): .invalidState("agent '\(agent)' cannot be reached: \(text)")
    case .failed(let text): .invalidCommand("agent '\(agent)' has not taken the configuration: \(text)")
    case .timeout(let text): .timeout("agent '\(agent)' has not answered: \(text)")
    }
  }
}
