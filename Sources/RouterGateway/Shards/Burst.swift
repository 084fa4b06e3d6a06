import RouterCore
import Synchronization

/// Events that the router hands to all shards at once. Counts each event's fate once, when the last shard has reported.
final class Burst: Sendable {
  /// What a burst costs in memory at most, unless it is a single event.
  static let byteBound = 64 << 10

  static func mayHold(_ events: Int, _ bytes: Int) -> Bool { events <= EventMask.capacity && bytes <= byteBound }

  let deliveries: [Delivery]
  /// Where the journal ends behind the step of the router that the events belong to.
  let position: JournalPosition
  /// Whether it is the last of its step.
  let isLast: Bool
  private let matched = Atomic<UInt64>(0)
  private let pending: Atomic<Int>
  private let counters: GatewayCounters

  /// - Parameters:
  ///   - deliveries: one, or as many as a burst may hold.
  ///   - position: where the journal ends behind the step of the router that they belong to.
  ///   - isLast: whether it is the last burst of that step.
  ///   - reports: how many to wait for.
  init(
    _ deliveries: [Delivery], upTo position: JournalPosition, isLast: Bool, reports: Int, counters: GatewayCounters
  ) {
    self.deliveries = deliveries
    self.position = position
    self.isLast = isLast
    pending = Atomic(reports)
    self.counters = counters
  }

  /// One shard has seen to it.
  /// - Parameter events: those that found a session there.
  func report(_ events: EventMask) {
    if !events.isEmpty { matched.bitwiseOr(events.bits, ordering: .relaxed) }
    // Whoever is last sees what the others have added.
    guard pending.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 else { return }
    let delivered = matched.load(ordering: .relaxed).nonzeroBitCount
    counters.delivered.add(delivered)
    counters.unmatched.add(deliveries.count - delivered)
  }
}
