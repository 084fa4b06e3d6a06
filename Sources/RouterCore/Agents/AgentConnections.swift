import Synchronization

/// The agents that hold a connection to this router, by a token of their own: the network side says who comes and goes and what
/// they answer, the other side sees it and gives orders.
package final class AgentConnections: Sendable {
  /// One connection. An agent may have several for a moment, when it comes back before the old one is gone: the newest counts.
  package struct ID: Sendable, Hashable { fileprivate let number: UInt64 }

  package struct Presence: Sendable, Equatable {
    package let agent: String
    package let isConnected: Bool

    package init(agent: String, isConnected: Bool) { (self.agent, self.isConnected) = (agent, isConnected) }
  }

  package enum Failure: Error, Sendable, Equatable {
    case notConnected
    /// The connection ended before the answer came.
    case disconnected
    case timeout
  }

  /// Sends a message, from any thread; false when the connection is gone.
  package typealias Send = @Sendable (AgentOrder) -> Bool

  fileprivate struct Line {
    let id: ID
    let send: Send
  }

  fileprivate struct Pending {
    let line: ID
    let continuation: CheckedContinuation<Result<AgentReply, Failure>, Never>
  }

  fileprivate struct State {
    var next: UInt64 = 0
    var lines: [String: [Line]] = [:]
    /// By agent and request.
    var pending: [String: [String: Pending]] = [:]
    var watchers: [UInt64: AsyncStream<Presence>.Continuation] = [:]

    mutating func number() -> UInt64 {
      next += 1
      return next
    }
  }

  private let state = Mutex(State())

  package init() {}

  // MARK: The network side

  package func open(_ agent: String, _ send: @escaping Send) -> ID {
    state.withLock { state in
      let id = ID(number: state.number())
      state.lines[agent, default: []].append(Line(id: id, send: send))
      state.tell(Presence(agent: agent, isConnected: true))
      return id
    }
  }

  package func close(_ agent: String, _ id: ID) {
    let abandoned = state.withLock { state in
      let counted = state.lines[agent]?.last?.id == id
      state.lines[agent]?.removeAll { $0.id == id }
      if state.lines[agent]?.isEmpty == true { state.lines[agent] = nil }
      if counted { state.tell(Presence(agent: agent, isConnected: state.lines[agent] != nil)) }
      return state.takePending(of: agent) { $0.line == id }
    }
    for pending in abandoned { pending.continuation.resume(returning: .failure(.disconnected)) }
  }

  /// An agent has answered. False when nobody waits for it (any more).
  package func answer(_ agent: String, _ reply: AgentReply) -> Bool {
    guard let request = reply.requestID else { return false }
    let pending = state.withLock { $0.pending[agent]?.removeValue(forKey: request) }
    pending?.continuation.resume(returning: .success(reply))
    return pending != nil
  }

  // MARK: The agents' side

  package func isConnected(_ agent: String) -> Bool { line(of: agent) != nil }

  /// The connection that orders go to; nil when there is none.
  package func line(of agent: String) -> ID? { state.withLock { $0.lines[agent]?.last?.id } }

  /// Who is there, and then who comes and goes, in order, until the stream is given up. Told is also when the connection
  /// that counts is another one: there may be another process of the agent behind it, which knows nothing yet.
  package func presence() -> AsyncStream<Presence> {
    let (stream, continuation) = AsyncStream<Presence>.makeStream(bufferingPolicy: .unbounded)
    let number = state.withLock { state in
      let number = state.number()
      for agent in state.lines.keys.sorted() { continuation.yield(Presence(agent: agent, isConnected: true)) }
      state.watchers[number] = continuation
      return number
    }
    continuation.onTermination = { [weak self] _ in
      _ = self?.state.withLock { $0.watchers.removeValue(forKey: number) }
    }
    return stream
  }

  /// Gives an order over the newest connection and waits for the answer.
  package func send(
    _ order: AgentOrder, within timeout: Duration, _ time: any TimeSource
  ) async throws(Failure) -> AgentReply {
    let result = await time.first(within: timeout) {
      await self.answer(to: order)
    } else: {
      .failure(.timeout)
    }
    return try result.get()
  }

  private func answer(to order: AgentOrder) async -> Result<AgentReply, Failure> {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let send: Send? = state.withLock { state in
          // Asked under the lock: a cancellation that comes later than this finds the order in its place.
          guard !Task.isCancelled, let line = state.lines[order.agent]?.last else { return nil }
          state.pending[order.agent, default: [:]][order.requestID] = Pending(line: line.id, continuation: continuation)
          return line.send
        }
        guard let send else { return continuation.resume(returning: .failure(.notConnected)) }
        if !send(order) { withdraw(order, .disconnected) }
      }
    } onCancel: {
      withdraw(order, .timeout)
    }
  }

  private func withdraw(_ order: AgentOrder, _ failure: Failure) {
    let pending = state.withLock { $0.pending[order.agent]?.removeValue(forKey: order.requestID) }
    pending?.continuation.resume(returning: .failure(failure))
  }
}

extension AgentConnections.State {
  fileprivate func tell(_ presence: AgentConnections.Presence) {
    for watcher in watchers.values { watcher.yield(presence) }
  }

  fileprivate mutating func takePending(
    of agent: String, where isMeant: (AgentConnections.Pending) -> Bool
  ) -> [AgentConnections.Pending] {
    let taken = (pending[agent] ?? [:]).filter { isMeant($0.value) }
    for request in taken.keys { pending[agent]?.removeValue(forKey: request) }
    if pending[agent]?.isEmpty == true { pending[agent] = nil }
    return Array(taken.values)
  }
}
