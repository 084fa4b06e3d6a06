import ConfigSchema
import DequeModule
import Synchronization

/// What waits for one sink. The router puts in, the sink's worker takes out.
final class SinkQueue: Outlet {
  private struct State {
    var waiting: Deque<Delivery> = []
    var bytes = 0
    /// Handed to the sink and not answered for yet.
    var inFlight = 0
    var counters = SinkCounters()
    var worker: CheckedContinuation<Void, Never>?
    /// A wake-up that came while the worker was busy: it must not wait next time.
    var isWoken = false
    var router: CheckedContinuation<Void, Never>?
    var isClosed = false

    /// An event larger than the whole bound passes when nothing else waits: it could never pass otherwise.
    func isFull(_ config: SinkQueueConfig, for delivery: Delivery) -> Bool {
      !waiting.isEmpty && (waiting.count >= config.events || bytes + delivery.event.cost > config.size.bytes)
    }
  }

  private let config: SinkQueueConfig
  private let state = Mutex(State())

  init(config: SinkQueueConfig) { self.config = config }

  func counters() -> SinkCounters {
    state.withLock { state in
      var counters = state.counters
      counters.queued = UInt64(state.waiting.count + state.inFlight)
      return counters
    }
  }

  // MARK: Router side

  func offer(_ deliveries: [Delivery]) async {
    for delivery in deliveries {
      while !put(delivery) { await waitForRoom(for: delivery) }
    }
    wakeWorker()
  }

  /// False when the router has to wait for room.
  private func put(_ delivery: Delivery) -> Bool {
    state.withLock { state in
      if state.isFull(config, for: delivery) {
        switch config.whenFull {
        case .block where !state.isClosed: return false
        case .dropNewest, .block:
          state.counters.offered += 1
          state.counters.dropped += 1
          return true
        case .dropOldest:
          if let oldest = state.waiting.popFirst() { state.bytes -= oldest.event.cost }
          state.counters.dropped += 1
        }
      }
      state.counters.offered += 1
      state.waiting.append(delivery)
      state.bytes += delivery.event.cost
      return true
    }
  }

  private func waitForRoom(for delivery: Delivery) async {
    wakeWorker()
    await withCheckedContinuation { continuation in
      let mayGoOn = state.withLock { state in
        guard state.isFull(config, for: delivery), !state.isClosed else { return true }
        state.router = continuation
        return false
      }
      if mayGoOn { continuation.resume() }
    }
  }

  private func wakeWorker() {
    state.withLock { $0.worker.take() }?.resume()
  }

  // MARK: Worker side

  /// The next batch, at once; empty when nothing waits.
  func take() -> [Delivery] {
    let (batch, router) = state.withLock { state in
      let batch = Array(state.waiting.prefix(config.batch))
      state.waiting.removeFirst(batch.count)
      state.bytes -= batch.reduce(0) { $0 + $1.event.cost }
      state.inFlight += batch.count
      return (batch, state.router.take())
    }
    router?.resume()
    return batch
  }

  /// Returns when something waits, when the queue is closed or when somebody calls `wake`.
  func waitForDeliveries() async {
    await withCheckedContinuation { continuation in
      let mayGoOn = state.withLock { state in
        guard state.waiting.isEmpty, !state.isClosed, !state.isWoken else {
          state.isWoken = false
          return true
        }
        state.worker = continuation
        return false
      }
      if mayGoOn { continuation.resume() }
    }
  }

  /// Makes the worker look around: a deadline has come or its task was cancelled.
  func wake() {
    let worker = state.withLock { state in
      state.isWoken = state.worker == nil
      return state.worker.take()
    }
    worker?.resume()
  }

  func count(_ change: (inout SinkCounters) -> Void, settled: Int) {
    state.withLock { state in
      state.inFlight -= settled
      change(&state.counters)
    }
  }

  /// Nothing more will be offered.
  func close() {
    let (worker, router) = state.withLock { state in
      state.isClosed = true
      return (state.worker.take(), state.router.take())
    }
    worker?.resume()
    router?.resume()
  }

  var isDrained: Bool { state.withLock { $0.isClosed && $0.waiting.isEmpty } }
}

/// What became of the events that the router gave one sink: offered = delivered + dropped + dead-lettered + queued.
package struct SinkCounters: Sendable, Equatable {
  package var offered: UInt64 = 0
  package var delivered: UInt64 = 0
  /// Lost to the queue's bound.
  package var dropped: UInt64 = 0
  package var deadLettered: UInt64 = 0
  /// Given up at stop, when the drain's deadline had come.
  package var abandoned: UInt64 = 0
  package var queued: UInt64 = 0
  /// Times that the sink asked to try again.
  package var retries: UInt64 = 0

  package init() {}

  package var unaccounted: UInt64 {
    let fates = delivered + dropped + deadLettered + abandoned + queued
    return offered > fates ? offered - fates : fates - offered
  }
}
