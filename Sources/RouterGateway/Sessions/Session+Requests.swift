import RouterCore

/// What is not done at once: commands, publishing, new tokens. Whoever performs the action says how it ended.
extension Session {
  // MARK: Commands

  mutating func command(_ request: CommandRequest) -> [SessionAction] {
    guard let name = AgentCommand.Name(rawValue: request.command) else {
      let known = AgentCommand.Name.allCases.map(\.rawValue).joined(separator: ", ")
      let text = "unknown command '\(request.command.shortened)': there are \(known)"
      return [.send(.commandError(failure(named(request.echo), .invalidCommand, text)))]
    }
    guard principal.may(name.permission) else {
      let text = "the command '\(name.rawValue)' needs the permission \(name.permission.rawValue)"
      return [.send(.commandError(failure(named(request.echo), .permissionDenied, text)))]
    }
    if let refusal = busy(in: .command(request.echo)) { return [refusal] }
    requests += 1
    let command = AgentCommand(
      name, agent: request.agent, parameters: request.parameters, requestID: request.requestID ?? makeRequestID(),
      subject: principal.subject, callerAgent: principal.agent)
    return [.command(command, isConfirmed: request.requestID != nil)]
  }

  /// - Parameter isConfirmed: whether the client has sent a request id.
  mutating func commandDone(
    _ command: AgentCommand, isConfirmed: Bool, _ result: Result<AgentCommandResult, AgentCommandError>
  ) -> [SessionAction] {
    requests -= 1
    switch result {
    case .success(.status(let status)):
      return [.send(.agentStatus(status, requestID: isConfirmed ? command.requestID : nil))]
    case .success(.done):
      let receipt = CommandReceipt(command: command.name.rawValue, agent: command.agent, requestID: command.requestID)
      return isConfirmed ? [.send(.commandAccepted(receipt))] : []
    case .failure(let error):
      let echo = CommandEcho(command: command.name.rawValue, agent: command.agent, requestID: command.requestID)
      let (code, text) = Self.words(for: error, command)
      return [.send(.commandError(failure(echo, code, text)))]
    }
  }

  private static func words(for error: AgentCommandError, _ command: AgentCommand) -> (ErrorCode, String) {
    switch error {
    case .notFound: (.agentNotFound, "Agent with ID '\(command.agent.shortened)' not found")
    case .denied(let text): (.permissionDenied, text)
    case .invalidCommand(let text): (.invalidCommand, text)
    case .invalidState(let text): (.invalidState, text)
    case .timeout(let text): (.timeout, text)
    }
  }

  func failure(_ echo: CommandEcho, _ code: ErrorCode, _ text: String) -> CommandFailure {
    CommandFailure(echo: echo, code: code, text: text)
  }

  /// With a request id in any case.
  mutating func named(_ echo: CommandEcho) -> CommandEcho {
    var echo = echo
    echo.requestID = echo.requestID ?? makeRequestID()
    return echo
  }

  private mutating func makeRequestID() -> String {
    requestIDs += 1
    return "req_\(id)_\(requestIDs)"
  }

  // MARK: Orders

  /// Whether the other side is an agent that can be given orders.
  var orderedAgent: String? { rules.dialect.takesOrders ? principal.agent : nil }

  /// From an agent. One that nobody waits for any more is no mistake of the agent's.
  func commandResult(_ reply: AgentReply) -> [SessionAction] {
    guard orderedAgent != nil else {
      let text = "command_result is for agents: this token has no claim 'agent_id'"
      return [.send(.connectionError(.permissionDenied, text: text, closeCode: nil, retryAfter: nil))]
    }
    return [.orderDone(reply)]
  }

  // MARK: Publishing

  mutating func publish(_ request: PublishRequest) -> [SessionAction] {
    if let refusal = busy(in: .publish(requestID: request.requestID)) { return [refusal] }
    requests += 1
    return [.publish(request)]
  }

  mutating func published(
    _ request: PublishRequest, _ result: Result<[EventNumber], PublishRefusal>
  ) -> [SessionAction] {
    requests -= 1
    switch result {
    case .success(let numbers): return [.send(.publishAccepted(ids: numbers, requestID: request.requestID))]
    case .failure(let refusal): return [.send(.publishError(PublishFailure(refusal, requestID: request.requestID)))]
    }
  }

  // MARK: Requests to targets

  mutating func request(_ message: RequestMessage) -> [SessionAction] {
    if let refusal = busy(in: .connection) { return [refusal] }
    requests += 1
    return [
      .request(
        TargetRequest(
          target: message.target, action: message.action, payload: message.payload, isQuery: message.isQuery,
          subject: principal.subject, access: principal.access, agent: principal.agent,
          permissions: Set(Permission.allCases.filter(principal.may))))
    ]
  }

  mutating func requestDone(_ result: Result<JSONDocument, RequestError>) -> [SessionAction] {
    requests -= 1
    switch result {
    case .success(let payload): return [.send(.response(payload))]
    case .failure(let error): return [.send(.requestFailed(error))]
    }
  }

  // MARK: Tokens

  mutating func refreshToken(_ token: String) -> [SessionAction] {
    if let refusal = busy(in: .connection) { return [refusal] }
    requests += 1
    return [.refreshToken(token)]
  }

  /// The new token is in force if it is the same user's; subscriptions that it does not cover are given up.
  mutating func tokenChecked(_ result: Result<Principal, TokenError>) -> [SessionAction] {
    requests -= 1
    let next: Principal
    switch result {
    case .failure(let error): return [refusal(ofToken: "\(error)")]
    case .success(let principal): next = principal
    }
    guard next.subject == principal.subject else { return [refusal(ofToken: "the token belongs to somebody else")] }
    return change(to: next, .tokenRefreshed(expires: next.expires))
  }

  /// Puts another token in force; subscriptions that it does not cover are given up.
  mutating func change(to next: Principal, _ answer: Answer) -> [SessionAction] {
    principal = next
    isWarnedOfExpiry = false
    let visible = visibleSubscriptions
    let lost = subscriptions.types.keys.filter { visible.types[$0] == nil }.sorted()
    subscriptions = visible
    return [.principalChanged, .send(answer)] + (lost.isEmpty ? [] : [.interestChanged]) + lost.map(self.lost)
  }

  private func refusal(ofToken text: String) -> SessionAction {
    .send(
      .connectionError(
        .authenticationFailed, text: text + "; the token from before stays in force", closeCode: nil, retryAfter: nil))
  }

  // MARK: Too many at once

  private mutating func busy(in family: MessageFamily) -> SessionAction? {
    guard requests >= limits.requests else { return nil }
    let text = "\(requests) requests of this connection are not answered yet: wait for some of them"
    return .send(refusal(in: family, text, nil, .seconds(1)))
  }
}
