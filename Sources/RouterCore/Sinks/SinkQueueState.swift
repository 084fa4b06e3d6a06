import ConfigSchema
import DequeModule

/// What a sink queue's lock protects. Continuations are resumed by the caller, outside the lock.
struct SinkQueueState {
  /// What the worker waits for.
  enum Occasion {
    /// Something to deliver, or the end.
    case deliveries
    /// The end: closed, and nothing waits.
    case drain
  }

  private(set) var waiting: Deque<Delivery> = []
  private var bytes = 0
  /// Handed to the sink and not answered for yet.
  var inFlight = 0
  /// All counters but the one that changes by itself, `queued`.
  var settled = SinkCounters()
  private var worker: (continuation: CheckedContinuation<Void, Never>, occasion: Occasion)?
  var waitingRouter: CheckedContinuation<Void, Never>?
  /// A wake-up that came while the worker was busy: it must not wait next time.
  var isWoken = false
  var isClosed = false

  var counters: SinkCounters {
    var counters = settled
    counters.queued = UInt64(waiting.count + inFlight)
    return counters
  }

  var isDrained: Bool { isClosed && waiting.isEmpty }

  // MARK: The worker's rest

  var isWorkerWaiting: Bool { worker != nil }

  /// False when there is no need to wait.
  mutating func park(_ continuation: CheckedContinuation<Void, Never>, for occasion: Occasion) -> Bool {
    guard !isWoken, !hasCome(occasion) else {
      isWoken = false
      return false
    }
    worker = (continuation, occasion)
    return true
  }

  /// Whom to resume.
  /// - Parameter occasion: only when it waits for this one.
  mutating func takeWorker(waitingFor occasion: Occasion? = nil) -> CheckedContinuation<Void, Never>? {
    guard let worker, occasion == nil || worker.occasion == occasion else { return nil }
    self.worker = nil
    return worker.continuation
  }

  private func hasCome(_ occasion: Occasion) -> Bool {
    switch occasion {
    case .deliveries: isClosed || !waiting.isEmpty
    case .drain: isDrained
    }
  }

  // MARK: Events

  /// An event larger than the whole bound passes when nothing else waits: it could never pass otherwise.
  private func isFull(_ config: SinkQueueConfig, for delivery: Delivery) -> Bool {
    !waiting.isEmpty && (waiting.count >= config.events || bytes + delivery.event.cost > config.size.bytes)
  }

  func mustWait(_ delivery: Delivery, _ config: SinkQueueConfig) -> Bool {
    config.whenFull == .block && !isClosed && isFull(config, for: delivery)
  }

  /// False when the router has to wait for room.
  mutating func put(_ delivery: Delivery, _ config: SinkQueueConfig) -> Bool {
    if mustWait(delivery, config) { return false }
    settled.offered += 1
    if isClosed {
      // Nobody may be left to take it.
      settled.abandoned += 1
    } else if config.whenFull == .dropNewest, isFull(config, for: delivery) {
      settled.dropped += 1
    } else {
      while isFull(config, for: delivery) { dropOldest() }
      waiting.append(delivery)
      bytes += delivery.event.cost
    }
    return true
  }

  private mutating func dropOldest() {
    guard let oldest = waiting.popFirst() else { return }
    bytes -= oldest.event.cost
    settled.dropped += 1
  }

  mutating func abandon(_ deliveries: ArraySlice<Delivery>) {
    settled.offered += UInt64(deliveries.count)
    settled.abandoned += UInt64(deliveries.count)
  }

  mutating func take(_ limit: Int) -> [Delivery] {
    let batch = Array(waiting.prefix(limit))
    waiting.removeFirst(batch.count)
    bytes -= batch.reduce(0) { $0 + $1.event.cost }
    inFlight += batch.count
    return batch
  }
}
