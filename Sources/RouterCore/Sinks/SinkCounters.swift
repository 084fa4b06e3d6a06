/// What became of the events that the router gave one sink: offered = delivered + dropped + dead-lettered + abandoned +
/// queued.
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
