/// What became of the events that the router gave one sink: offered = delivered + dropped + dead-lettered + lost +
/// abandoned + queued.
package struct SinkCounters: Sendable, Equatable {
  package var offered: UInt64 = 0
  package var delivered: UInt64 = 0
  /// Lost to the queue's bound.
  package var dropped: UInt64 = 0
  package var deadLettered: UInt64 = 0
  /// Waited in the log and cannot be read there any more: damaged, or removed because the sink was too far behind.
  package var lost: UInt64 = 0
  /// Given up at stop, when the drain's deadline had come, or because the sink wants nothing more.
  package var abandoned: UInt64 = 0
  package var queued: UInt64 = 0
  /// Times that the sink asked to try again.
  package var retries: UInt64 = 0
  /// Dead letters that arrived when an operator wanted them delivered again: not part of the sum.
  package var replayed: UInt64 = 0
  /// The sink wants nothing more until the next start.
  package var isStopped = false

  package init() {}

  package var unaccounted: UInt64 {
    let fates = delivered + dropped + deadLettered + lost + abandoned + queued
    return offered > fates ? offered - fates : fates - offered
  }
}
