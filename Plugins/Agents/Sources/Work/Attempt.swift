import Synchronization

/// What came of an order, for whoever waits for it, or of an order that nobody waits for any more.
final class Attempt<Outcome: Sendable>: Sendable {
  private struct State {
    var outcome: Outcome?
    var isGivenUp = false
  }

  private let state = Mutex(State())

  init() {}

  /// It is known what came of it.
  /// - Returns: false when nobody waits for that any more.
  func end(_ outcome: Outcome) -> Bool {
    state.withLock { state in
      state.outcome = outcome
      return !state.isGivenUp
    }
  }

  /// Nobody waits any more.
  /// - Returns: what came of it after all, in the last moment.
  func giveUp() -> Outcome? {
    state.withLock { state in
      state.isGivenUp = true
      return state.outcome
    }
  }
}
