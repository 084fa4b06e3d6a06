import NIOCore
import RouterCore

/// What a session wants done that is not done at once. The answers come back to the loop; meanwhile the client is read on.
extension SessionConnection {
  private var services: SessionServices { shard.context.services }

  /// Commands to one agent are carried out one after the other, those to others meanwhile.
  func command(_ command: AgentCommand, isConfirmed: Bool, _ tag: RequestTag?) {
    let commands = services.commands
    begin(in: .agent(command.agent)) {
      self.answer(tag, in: .agent(command.agent)) {
        await commands.perform(command)
      } with: { result in
        self.session.commandDone(command, isConfirmed: isConfirmed, result)
      }
    }
  }

  /// One after the other: whoever sends two messages expects the events of the first before those of the second.
  func publish(_ request: PublishRequest, _ tag: RequestTag?) {
    let (publish, principal) = (services.publish, session.principal)
    begin(in: .publishing) {
      self.answer(tag, in: .publishing) {
        await publish(request, principal)
      } with: { result in
        self.session.published(request, result)
      }
    }
  }

  /// What may change something is done one after the other for each target; questions are asked beside.
  func request(_ request: TargetRequest, _ tag: RequestTag?) {
    let requests = services.requests
    let work = { @Sendable in await requests.answer(request) }
    let done = { result in self.session.requestDone(result) }
    guard requests.access(of: request) == .write else { return answer(tag, work, with: done) {} }
    begin(in: .target(request.target)) { self.answer(tag, in: .target(request.target), work, with: done) }
  }

  // MARK: Tokens

  /// The client is read no further until the token is known to be good or bad.
  func refreshToken(_ token: String, _ tag: RequestTag?) {
    check(token, tag) { result in self.session.tokenChecked(result) }
  }

  /// The client is read no further until it is known who it is.
  func authenticate(_ token: String, _ tag: RequestTag?) {
    check(token, tag) { result in self.session.authenticated(self.admit(result)) }
  }

  private func check(
    _ token: String, _ tag: RequestTag?, with answer: @escaping (Result<Principal, TokenError>) -> [SessionAction]
  ) {
    let (verify, fingerprint) = (services.verify, seat?.fingerprint)
    isCheckingToken = true
    pauseReading()
    self.answer(tag) {
      await verify(token, fingerprint)
    } with: { result in
      answer(result)
    } finally: {
      self.isCheckingToken = false
      self.resumeReading()
    }
  }

  /// Finds a seat among the connections of its user for a client that has said who it is, or counts that it could not.
  private func admit(_ result: Result<Principal, TokenError>) -> Result<Principal, AdmissionRefusal> {
    let isKnown = session.identity == .proven
    do throws(ConnectionPools.Refusal) {
      switch result {
      case .success(let principal):
        if !isKnown, isOpen, let seat { try sit(as: principal, insteadOf: seat) }
        return .success(principal)
      case .failure(let error):
        if error.isClients { shard.context.counters.refusedTokens.add() }
        if !isKnown, error.isClients { try services.pools.fail(from: seat?.place) }
        return .failure(.token(error))
      }
    } catch {
      return .failure(.limit(error))
    }
  }

  private func sit(as principal: Principal, insteadOf seat: PoolSeat) throws(ConnectionPools.Refusal) {
    let arrival = ConnectionPools.Arrival(
      subject: principal.subject, address: seat.place, fingerprint: seat.fingerprint, isResuming: false,
      predecessor: seat)
    let next = try services.pools.take(arrival)
    services.pools.leave(seat, asGuest: false)
    self.seat = next
    next.occupy(by: self)
  }

  // MARK: Order

  private func begin(in lane: RequestLanes.Lane, _ work: @escaping () -> Void) {
    if lanes.enter(lane, work) { work() }
  }

  private func answer<Value: Sendable>(
    _ tag: RequestTag?, in lane: RequestLanes.Lane, _ work: @escaping @Sendable () async -> Value,
    with answer: @escaping (Value) -> [SessionAction]
  ) {
    self.answer(tag, work, with: answer) { self.lanes.leave(lane)?() }
  }

  /// Does something elsewhere, and performs on the loop what the session says to the result.
  private func answer<Value: Sendable>(
    _ tag: RequestTag?, _ work: @escaping @Sendable () async -> Value,
    with answer: @escaping (Value) -> [SessionAction], finally: @escaping () -> Void
  ) {
    let result = shard.loop.makeFutureWithTask(work)
    result.assumeIsolated().whenSuccess { value in
      let actions = answer(value)
      if self.isOpen {
        self.perform(actions, for: tag)
        self.payPool()
        self.flush()
      }
      finally()
    }
  }
}

extension TokenError {
  /// Whether it is about the token; else keys are missing here.
  fileprivate var isClients: Bool { self != .awaitsKeys && self != .keysUnavailable }
}
