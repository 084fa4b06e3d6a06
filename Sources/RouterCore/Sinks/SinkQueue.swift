import ConfigSchema
import DequeModule
import Synchronization

/// What waits for one sink, in memory. The router puts in, the sink's worker takes out: one task on either side.
final class SinkQueue: SinkFeed {
  private let config: SinkQueueConfig
  private let state = Mutex(SinkQueueState())

  init(config: SinkQueueConfig) { self.config = config }

  func counters() -> SinkCounters { state.withLock { $0.counters } }
  var queueUse: Double { state.withLock { $0.use(of: config) } }

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
      return state.rest.take(waitingFor: .deliveries)
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

  func prepare() async {}

  /// The next batch, at once; empty when nothing waits.
  func take() -> [Delivery] {
    let (batch, router) = state.withLock { ($0.take(config.batch), $0.waitingRouter.take()) }
    router?.resume()
    return batch
  }

  func settle(delivered count: Int) {
    state.withLock { $0.settle(count) { $0.delivered += UInt64(count) } }
  }

  func setAside(reason _: String, attempts _: Int) {
    state.withLock { $0.settle(1) { $0.deadLettered += 1 } }
  }

  func giveUp() {
    state.withLock { state in
      let count = state.inFlight.count
      state.settle(count) { $0.abandoned += UInt64(count) }
    }
  }

  func noteRetry() { state.withLock { $0.settled.retries += 1 } }

  /// What waits and what still comes is given up: it must neither fill memory nor hold the router back.
  func stop() {
    state.withLock { $0.settled.isStopped = true }
    close()
  }

  func wait(for occasion: SinkOccasion) async {
    await withCheckedContinuation { continuation in
      let mayGoOn = state.withLock { !$0.rest.park(continuation, for: occasion, unless: $0.hasCome(occasion)) }
      if mayGoOn { continuation.resume() }
    }
  }

  func wake() { state.withLock { $0.rest.wake() }?.resume() }

  func close() {
    let (worker, router) = state.withLock { state in
      state.isClosed = true
      return (state.rest.take(), state.waitingRouter.take())
    }
    worker?.resume()
    router?.resume()
  }

  var isDrained: Bool { state.withLock { $0.isDrained } }

  /// What waits when the sink has ended is counted, so that no event is without a fate.
  func end() -> SinkRest {
    let (abandoned, router) = state.withLock { state in
      state.abandonRest()
      return (state.settled.abandoned, state.waitingRouter.take())
    }
    router?.resume()
    return .abandoned(abandoned)
  }
}
