import NIOCore
import RouterCore

/// What a session wants done that is not done at once. The answers come back to the loop; meanwhile the client is read on.
extension SessionConnection {
  func command(_ command: AgentCommand, isConfirmed: Bool) {
    let commands = shard.context.services.commands
    answer {
      await commands.perform(command)
    } with: { session, result in
      session.commandDone(command, isConfirmed: isConfirmed, result)
    }
  }

  /// One after the other: whoever sends two messages expects the events of the first before those of the second.
  func publish(_ request: PublishRequest) {
    publishing.append(request)
    if publishing.count == 1 { publishNext() }
  }

  private func publishNext() {
    guard let request = publishing.first else { return }
    let (publish, principal) = (shard.context.services.publish, session.principal)
    answer {
      await publish(request, principal)
    } with: { session, result in
      session.published(request, result)
    } finally: {
      self.publishing.removeFirst()
      self.publishNext()
    }
  }

  func refreshToken(_ token: String) {
    let (verify, fingerprint) = (shard.context.services.verify, seat?.fingerprint)
    answer {
      await verify(token, fingerprint)
    } with: { session, result in
      session.tokenChecked(result)
    }
  }

  /// Does something elsewhere, and performs on the loop what the session says to the result.
  private func answer<Value: Sendable>(
    _ work: @escaping @Sendable () async -> Value, with answer: @escaping (inout Session, Value) -> [SessionAction],
    finally: @escaping () -> Void = {}
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
