import NIOCore
import RouterCore

/// What a session wants done that is not done at once. The answers come back to the loop; meanwhile the client is read on.
extension SessionConnection {
  /// Commands to one agent are carried out one after the other, those to others meanwhile.
  func command(_ command: AgentCommand, isConfirmed: Bool) {
    let commands = shard.context.services.commands
    begin(in: .agent(command.agent)) {
      self.answer(in: .agent(command.agent)) {
        await commands.perform(command)
      } with: { session, result in
        session.commandDone(command, isConfirmed: isConfirmed, result)
      }
    }
  }

  /// One after the other: whoever sends two messages expects the events of the first before those of the second.
  func publish(_ request: PublishRequest) {
    let (publish, principal) = (shard.context.services.publish, session.principal)
    begin(in: .publishing) {
      self.answer(in: .publishing) {
        await publish(request, principal)
      } with: { session, result in
        session.published(request, result)
      }
    }
  }

  /// The client is read no further until the token is known to be good or bad.
  func refreshToken(_ token: String) {
    let (verify, fingerprint) = (shard.context.services.verify, seat?.fingerprint)
    isCheckingToken = true
    pauseReading()
    answer {
      await verify(token, fingerprint)
    } with: { session, result in
      session.tokenChecked(result)
    } finally: {
      self.isCheckingToken = false
      self.resumeReading()
    }
  }

  private func begin(in lane: RequestLanes.Lane, _ work: @escaping () -> Void) {
    if lanes.enter(lane, work) { work() }
  }

  private func answer<Value: Sendable>(
    in lane: RequestLanes.Lane, _ work: @escaping @Sendable () async -> Value,
    with answer: @escaping (inout Session, Value) -> [SessionAction]
  ) {
    self.answer(work, with: answer) { self.lanes.leave(lane)?() }
  }

  /// Does something elsewhere, and performs on the loop what the session says to the result.
  private func answer<Value: Sendable>(
    _ work: @escaping @Sendable () async -> Value, with answer: @escaping (inout Session, Value) -> [SessionAction],
    finally: @escaping () -> Void
  ) {
    let result = shard.loop.makeFutureWithTask(work)
    result.assumeIsolated().whenSuccess { value in
      let actions = answer(&self.session, value)
      if self.isOpen {
        self.perform(actions)
        self.payPool()
        self.flush()
      }
      finally()
    }
  }
}
