import NIOCore
import RouterCore

/// The metrics of one session with an interval of its own (contract §2, configure): a sample goes out at once when the interval
/// has passed since the last one; what comes before that is put together.
///
/// A class, so that the sessions without one, which are nearly all, pay for a reference only.
final class MetricsSampler {
  private var conflation: MetricsConflation?
  /// The first event of `conflation`.
  private var first = EventNumber.zero
  private var newest = EventNumber.zero
  private var nextSample = NIODeadline.distantPast
  /// The metrics that were last put together, first and last.
  private(set) var conflated: ClosedRange<EventNumber>?
  var timer: Scheduled<Void>?

  /// Older ones than the newest, which a replay may bring, say nothing any more.
  func add(_ delivery: Delivery) {
    guard delivery.number > newest else { return }
    newest = delivery.number
    if conflation == nil {
      conflation = MetricsConflation(delivery)
      first = delivery.number
    } else {
      conflation?.add(delivery)
      conflated = first...delivery.number
    }
  }

  /// When the sample that waits may go out; nil when none waits.
  var due: NIODeadline? { conflation == nil ? nil : nextSample }

  /// The interval has become another one.
  func hurry(to moment: NIODeadline) {
    nextSample = min(nextSample, moment)
    timer?.cancel()
    timer = nil
  }

  /// Takes the sample that waits.
  func take(at now: NIODeadline, interval: TimeAmount) -> Delivery? {
    guard let sample = conflation?.merged else { return nil }
    conflation = nil
    nextSample = now + interval
    return sample
  }
}
