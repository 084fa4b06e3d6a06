import ConfigSchema
import DequeModule
import Synchronization

/// What waits for one sink. The router puts in, the sink's worker takes out: one task on either side.
final class SinkQueue: Outlet {
  private let config: SinkQueueConfig
  private let state = Mutex(SinkQueueState())

  init(config: SinkQueueConfig) { self.config = config }

  func counters() -> SinkCounters { state.withLock { $0.counters } }

  // MARK: Router side

  func offer(_ deliveries: [Delivery], upTo _: JournalPosition) async {
    var rest = deliveries[...]
    put(&rest)
    while !rest.isEmpty {
      // A cancelled router does not wait: what has no place is given up.
      if Task.isCancelled { return state.withLock { $0.abandon(rest) } }
      await waitForRoom(for: rest[rest.startIndex])
      put(&rest)
    }
  }

  /// Takes from the front of `rest` until the router has to wait for room.
  private func put(_ rest: inout ArraySlice<Delivery>) {
    let worker = state.withLock { state in
      while let delivery = rest.first, state.put(delivery, config) { rest.removeFirst() }
      return state.takeWorker(waitingFor: .deliveries)
    }
    worker?.resume()
  }

  private func waitForRoom(for delivery: Delivery) async {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        // Asked under the lock: a cancellation that comes later than this finds the router in its place.
        let mayGoOn = state.withLock { state in
          guard !Task.isCancelled, state.mustWait(delivery, config) else { return true }
          state.waitingRouter = continuation
          return false
        }
        if mayGoOn { continuation.resume() }
      }
    } onCancel: {
      state.withLock { $0.waitingRouter.take() }?.resume()
    }
  }

  // MARK: Worker side

  /// The next batch, at once; empty when nothing waits.
  func take() -> [Delivery] {
    let (batch, router) = state.withLock { ($0.take(config.batch), $0.waitingRouter.take()) }
    router?.resume()
    return batch
  }

  /// What became of events that `take` gave.
  func count(_ change: (inout SinkCounters) -> Void, settled: Int) {
    state.withLock { state in
      state.inFlight -= settled
      change(&state.settled)
    }
  }

  /// Returns when it has come to that, when the queue is closed or when somebody calls `wake`.
  func wait(for occasion: SinkQueueState.Occasion) async {
    await withCheckedContinuation { continuation in
      let mayGoOn = state.withLock { !$0.park(continuation, for: occasion) }
      if mayGoOn { continuation.resume() }
    }
  }

  /// Makes the worker look around: a deadline has come or its task was cancelled.
  func wake() {
    let worker = state.withLock { state in
      state.isWoken = !state.isWorkerWaiting
      return state.takeWorker()
    }
    worker?.resume()
  }

  /// Nothing more will be offered.
  func close() {
    let (worker, router) = state.withLock { state in
      state.isClosed = true
      return (state.takeWorker(), state.waitingRouter.take())
    }
    worker?.resume()
    router?.resume()
  }

  var isDrained: Bool { state.withLock { $0.isDrained } }
}
