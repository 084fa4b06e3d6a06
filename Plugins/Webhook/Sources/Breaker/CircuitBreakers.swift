import SignedHTTP
import RouterCore
import Synchronization

/// The breakers of a process, one for each server that fails at the moment.
final class CircuitBreakers: Sendable {
  /// What all webhooks share.
  static let shared = CircuitBreakers()

  private let breakers = Mutex<[Server: CircuitBreaker]>([:])

  /// Whether no server is known to fail.
  var isEmpty: Bool { breakers.withLock { $0.isEmpty } }

  func admit(_ server: Server, at now: Timestamp) -> CircuitBreaker.Admission {
    breakers.withLock { $0[server]?.admit(at: now) ?? .pass }
  }

  /// What `CircuitBreaker.record` does; the states before and after.
  @discardableResult
  func record(
    _ outcome: CircuitBreaker.Outcome, of admission: CircuitBreaker.Admission, to server: Server, at now: Timestamp,
    _ config: BreakerConfig
  ) -> (before: CircuitBreaker.State, after: CircuitBreaker.State) {
    breakers.withLock { breakers in
      var breaker = breakers[server] ?? CircuitBreaker()
      let before = breaker.state
      breaker.record(outcome, of: admission, at: now, config)
      breakers[server] = breaker.isAtRest ? nil : breaker
      return (before, breaker.state)
    }
  }
}
