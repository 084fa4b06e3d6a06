import RouterCore

/// Decides whether and when a process that has ended by itself is started again. A value: time and chance come from outside.
struct RestartPolicy: Sendable {
  enum Decision: Sendable, Equatable {
    case restart(at: Timestamp)
    /// Until somebody starts it.
    case leave(because: String)
  }

  private let config: RestartConfig
  private var backoff: Backoff
  /// Of the restarts within the window, the oldest first; never more than the config allows.
  private var restarts: [Timestamp] = []

  init(_ config: RestartConfig) {
    self.config = config
    backoff = Backoff(first: config.pause, limit: config.maxPause)
  }

  /// Somebody has started the agent: what was before does not count any more.
  mutating func reset() {
    restarts = []
    backoff.reset()
  }

  /// - Parameter ranFor: how long the process has worked; zero if it never did.
  mutating func decide(
    after end: ProcessEnd, ranFor: Duration, at now: Timestamp, using random: inout some RandomNumberGenerator
  ) -> Decision {
    switch config.policy {
    case .never: return .leave(because: "its policy is never to start it again")
    case .onFailure where end.isSuccess: return .leave(because: "it has ended without a failure")
    case .onFailure, .always: break
    }
    if ranFor >= config.stableAfter { backoff.reset() }
    // A clock that was set back: what lies in the future is not counted for longer than the window.
    restarts.removeAll { now - $0 >= config.window || $0 - now >= config.window }
    guard restarts.count < config.maxRestarts else {
      return .leave(
        because: "it was started again \(config.maxRestarts) times within \(config.window.configText ?? "")")
    }
    let moment = now + backoff.next(using: &random)
    restarts.append(moment)
    return .restart(at: moment)
  }
}
