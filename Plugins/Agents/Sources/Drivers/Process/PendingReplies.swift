import RouterCore
import Synchronization

/// The orders of one process that are not answered yet.
final class PendingReplies: Sendable {
  typealias Answer = Result<AgentReply, DriverError>

  private struct State {
    var waiting: [String: CheckedContinuation<Answer, Never>] = [:]
    /// Orders whose answers nobody needs: the one to start and the one to stop.
    var unneeded: Set<String> = []
    /// Why nobody will answer any more.
    var end: String?
  }

  private let state = Mutex(State())

  init() {}

  /// Waits for the answer.
  /// - Parameter give: gives the order, once its answer would be recognised.
  func answer(to request: String, _ give: @Sendable () -> DriverError?) async -> Answer {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let refusal: DriverError? = state.withLock { state in
          if let end = state.end { return .unavailable(end) }
          guard !Task.isCancelled, state.waiting[request] == nil else { return .timeout("nobody waits for the answer") }
          state.waiting[request] = continuation
          return nil
        }
        if let refusal { return continuation.resume(returning: .failure(refusal)) }
        if let refusal = give() { settle(request, .failure(refusal)) }
      }
    } onCancel: {
      settle(request, .failure(.timeout("nobody waits for the answer")))
    }
  }

  /// An answer to this order may come, and nobody waits for it.
  func expect(_ request: String) { state.withLock { _ = $0.unneeded.insert(request) } }

  /// False when nobody has asked for it, or nobody waits for it any more.
  func resolve(_ reply: AgentReply) -> Bool {
    guard let request = reply.requestID else { return false }
    return settle(request, .success(reply)) || state.withLock { $0.unneeded.remove(request) != nil }
  }

  /// No answer will come any more.
  func end(because reason: String) {
    let left = state.withLock { state in
      state.end = reason
      defer { state.waiting = [:] }
      return Array(state.waiting.values)
    }
    for continuation in left { continuation.resume(returning: .failure(.unavailable(reason))) }
  }

  @discardableResult private func settle(_ request: String, _ answer: Answer) -> Bool {
    let continuation = state.withLock { $0.waiting.removeValue(forKey: request) }
    continuation?.resume(returning: answer)
    return continuation != nil
  }
}
