import ConfigSchema
import DequeModule

/// What a sink queue's lock protects. Continuations are resumed by the caller, outside the lock.
struct SinkQueueState {
  private(set) var waiting: Deque<Delivery> = []
  private var bytes = 0
  /// Handed to the sink and not answered for yet.
  private(set) var inFlight: ArraySlice<Delivery> = []
  /// All counters but the one that changes by itself, `queued`.
  var settled = SinkCounters()
  var rest = WorkerRest()
  var waitingRouter: CheckedContinuation<Void, Never>?
  var isClosed = false

  var counters: SinkCounters {
    var counters = settled
    counters.queued = UInt64(waiting.count + inFlight.count)
    return counters
  }

  var isDrained: Bool { isClosed && waiting.isEmpty }

  func hasCome(_ occasion: SinkOccasion) -> Bool {
    switch occasion {
    case .deliveries: isClosed || !waiting.isEmpty
    case .drain: isDrained
    }
  }

  /// What waits, as a share of the bound.
  func use(of config: SinkQueueConfig) -> Double {
    max(Double(waiting.count) / Double(config.events), Double(bytes) / Double(config.size.bytes))
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
    inFlight += batch
    return batch
  }

  /// Takes what became of the front of the last batch off it.
  mutating func settle(_ count: Int, _ change: (inout SinkCounters) -> Void) {
    inFlight.removeFirst(min(count, inFlight.count))
    change(&settled)
  }

  /// Gives up all that is there.
  mutating func abandonRest() {
    settled.abandoned += UInt64(waiting.count + inFlight.count)
    waiting = []
    inFlight = []
    bytes = 0
  }
}
