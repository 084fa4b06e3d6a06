import RouterCore
import Synchronization

/// Collects from all shards which events of one burst found a session, and counts each event once when the last has reported.
final class BurstTally: Sendable {
  private struct State {
    var isMatched: [Bool]
    var pending: Int
  }

  private let state: Mutex<State>
  private let counters: GatewayCounters

  /// - Parameter shards: how many reports to wait for.
  init(events: Int, shards: Int, counters: GatewayCounters) {
    state = Mutex(State(isMatched: Array(repeating: false, count: events), pending: shards))
    self.counters = counters
  }

  func report(_ matched: [Int]) {
    let complete: [Bool]? = state.withLock { state in
      for position in matched { state.isMatched[position] = true }
      state.pending -= 1
      return state.pending == 0 ? state.isMatched : nil
    }
    guard let complete else { return }
    let delivered = complete.count { $0 }
    counters.delivered.add(delivered)
    counters.unmatched.add(complete.count - delivered)
  }
}
