import RouterCore
import Synchronization

/// Who of the agents is connected: one look at the connections, told to each agent's own driver.
final class Attendance: Sendable {
  private struct State {
    var next = 0
    var watchers: [String: [Int: AsyncStream<Bool>.Continuation]] = [:]
  }

  private let connections: AgentConnections
  private let state = Mutex(State())

  init(_ connections: AgentConnections) { self.connections = connections }

  /// Passes on who comes and goes, until cancelled.
  /// - Parameter others: told of agents that come and that nobody watches.
  func follow(_ others: @Sendable (String) async -> Void) async {
    for await presence in connections.presence() {
      let watchers = state.withLock { Array(($0.watchers[presence.agent] ?? [:]).values) }
      // As it is now: what has been waiting may be over.
      let isConnected = connections.isConnected(presence.agent)
      for watcher in watchers { watcher.yield(isConnected) }
      if watchers.isEmpty, isConnected { await others(presence.agent) }
    }
  }

  /// Whether an agent is there, at first and whenever that changes; only the newest is kept for who is slow.
  func changes(of agent: String) -> AsyncStream<Bool> {
    let (stream, continuation) = AsyncStream<Bool>.makeStream(bufferingPolicy: .bufferingNewest(1))
    let number = state.withLock { state in
      state.next += 1
      state.watchers[agent, default: [:]][state.next] = continuation
      // Under the lock: what changes later is told behind this.
      continuation.yield(connections.isConnected(agent))
      return state.next
    }
    continuation.onTermination = { [weak self] _ in
      self?.state.withLock { state in
        state.watchers[agent]?.removeValue(forKey: number)
        if state.watchers[agent]?.isEmpty == true { state.watchers[agent] = nil }
      }
    }
    return stream
  }
}
