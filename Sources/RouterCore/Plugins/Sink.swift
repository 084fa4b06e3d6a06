/// Takes events out of the router. `init` has no side effects.
///
/// Declare the methods `async` on an actor: a synchronous one does not take the place of the default, and is never called.
///
/// The engine calls one method at a time and owns queueing, retry, backoff, counting and dead letters; the sink only says
/// what happened. An actor or a class that relies on the one-at-a-time rule both fit.
package protocol Sink: Sendable {
  /// Acquires what `deliver` needs. A throw counts as "retry later".
  func open() async throws

  /// Hands over events in order; never empty. What it reports as delivered is not offered again.
  func deliver(_ batch: [Delivery]) async -> SinkAnswer

  /// When the sink wants `due` to be called though nothing comes in (to flush, to rotate); nil for never.
  var deadline: Timestamp? { get async }
  func due(at time: Timestamp) async

  /// Flushes and releases; called once, after the last delivery.
  func close() async throws
}

extension Sink {
  package func open() async throws {}
  package var deadline: Timestamp? { get async { nil } }
  package func due(at time: Timestamp) async {}
  package func close() async throws {}
}

/// What became of a batch. `delivered` counts from its front.
package enum SinkAnswer: Sendable, Equatable {
  case delivered
  /// The rest can be offered again: after the given time, or after the engine's own backoff.
  case retry(delivered: Int = 0, after: Duration? = nil, reason: String)
  /// The event at index `delivered` will never be accepted; the ones behind it may.
  case rejected(delivered: Int = 0, reason: String)
  /// The destination wants nothing more: no event is offered again before the next start.
  case stop(delivered: Int = 0, reason: String)

  /// How many of a batch have arrived.
  package func deliveredCount(of count: Int) -> Int {
    switch self {
    case .delivered: count
    case .retry(let delivered, _, _), .rejected(let delivered, _), .stop(let delivered, _):
      min(max(delivered, 0), count)
    }
  }
}
