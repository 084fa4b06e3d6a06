import NIOCore
import RouterCore

/// The metrics of one session with an interval of its own (contract §2, configure): a sample goes out at once when the interval
/// has passed since the last one; what comes before that is put together.
struct MetricsSampler {
  private var conflation: MetricsConflation?
  private var newest = EventNumber.zero
  private var nextSample = NIODeadline.distantPast
  /// The metrics that were put together, first and last.
  private(set) var conflated: ClosedRange<EventNumber>?
  var timer: Scheduled<Void>?

  /// Older ones than the newest, which a replay may bring, say nothing any more.
  mutating func add(_ delivery: Delivery) {
    guard delivery.number > newest else { return }
    newest = delivery.number
    if conflation == nil {
      conflation = MetricsConflation(delivery)
    } else {
      conflation?.add(delivery)
      let first = conflated?.lowerBound ?? delivery.number
      conflated = min(first, delivery.number)...max(first, delivery.number)
    }
  }

  /// When the sample that waits may go out; nil when none waits.
  var due: NIODeadline? { conflation == nil ? nil : nextSample }

  /// Takes the sample that waits.
  mutating func take(at now: NIODeadline, interval: TimeAmount) -> Delivery? {
    guard let sample = conflation?.merged else { return nil }
    conflation = nil
    nextSample = now + interval
    return sample
  }
}
