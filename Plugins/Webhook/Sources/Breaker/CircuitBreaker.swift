import RouterCore

/// Leaves a server alone that fails again and again: closed (requests pass), open (none does), probing (one is under way
/// to find out).
struct CircuitBreaker: Sendable, Equatable {
  enum State: Sendable, Equatable {
    /// - failures: in a row.
    case closed(failures: Int)
    case open(since: Timestamp, pause: Duration)
    case probing
  }

  enum Admission: Sendable, Equatable {
    case pass
    /// The one request by which the server is tried. Its outcome must be told.
    case probe
    /// Nil while a probe is under way: nobody knows how long it takes.
    case wait(Duration?)
  }

  enum Outcome: Sendable, Equatable {
    case success
    case failure
    /// Nothing was learnt: the request was given up.
    case unknown
  }

  private(set) var state = State.closed(failures: 0)

  /// Whether there is nothing to remember.
  var isAtRest: Bool { state == .closed(failures: 0) }

  mutating func admit(at now: Timestamp) -> Admission {
    switch state {
    case .closed: return .pass
    case .probing: return .wait(nil)
    case .open(let since, let pause):
      // A clock that was set back must not make the pause longer.
      if since <= now, now < since + pause { return .wait(since + pause - now) }
      state = .probing
      return .probe
    }
  }

  /// - Parameter admission: what `admit` said to the request.
  mutating func record(_ outcome: Outcome, of admission: Admission, at now: Timestamp, _ config: BreakerConfig) {
    switch (outcome, state) {
    // However old the request is: the server works.
    case (.success, _): state = .closed(failures: 0)
    case (.failure, .closed(let failures)):
      state = failures + 1 < config.failures ? .closed(failures: failures + 1) : .open(since: now, pause: config.pause)
    case (.failure, .probing) where admission == .probe: state = .open(since: now, pause: config.pause)
    // The next request is the probe.
    case (.unknown, .probing) where admission == .probe: state = .open(since: now, pause: .zero)
    // Requests from before the pause tell nothing new.
    case (.failure, _), (.unknown, _): break
    }
  }
}
