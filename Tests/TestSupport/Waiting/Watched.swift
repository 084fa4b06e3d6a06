import Synchronization

/// A value that a test can wait on instead of sleeping: `wait` returns at the change that makes its condition true.
package final class Watched<Value: Sendable>: Sendable {
  private struct Waiter {
    let condition: @Sendable (Value) -> Bool
    let continuation: CheckedContinuation<Void, Never>
  }

  private struct State {
    var value: Value
    var waiters: [Int: Waiter] = [:]
    var tickets = 0

    mutating func takeServed() -> [CheckedContinuation<Void, Never>] {
      let served = waiters.filter { $0.value.condition(value) }
      for ticket in served.keys { waiters[ticket] = nil }
      return served.values.map(\.continuation)
    }
  }

  private let state: Mutex<State>

  package init(_ value: Value) { state = Mutex(State(value: value)) }

  package var value: Value { state.withLock { $0.value } }

  /// Changes the value and wakes those whose condition holds now.
  @discardableResult
  package func change<Result: Sendable>(_ body: (inout sending Value) -> sending Result) -> Result {
    let (result, served) = state.withLock { state in
      let result = body(&state.value)
      return (result, state.takeServed())
    }
    served.forEach { $0.resume() }
    return result
  }

  /// Returns the value when the condition holds, or at once when the task is cancelled, as by a test's time limit.
  @discardableResult
  package func wait(until condition: @escaping @Sendable (Value) -> Bool) async -> Value {
    let ticket = state.withLock { state in
      state.tickets += 1
      return state.tickets
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let mayGoOn = state.withLock { state in
          // Asked under the lock: a cancellation that comes later finds the waiter in its place.
          if Task.isCancelled || condition(state.value) { return true }
          state.waiters[ticket] = Waiter(condition: condition, continuation: continuation)
          return false
        }
        if mayGoOn { continuation.resume() }
      }
    } onCancel: {
      state.withLock { $0.waiters.removeValue(forKey: ticket) }?.continuation.resume()
    }
    return value
  }
}
