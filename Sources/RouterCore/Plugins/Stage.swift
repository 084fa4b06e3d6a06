/// A step of a pipeline: a value that decides about one event at a time.
///
/// Its clock is the `time` it is given: the log's, never decreasing. State must be bounded. Being a value, a stage can be
/// copied: to try an event on it, to keep it over a reload.
package protocol Stage: Sendable {
  /// Decides about one event. Runs on the router's thread: it must neither block nor fail.
  mutating func process(_ delivery: Delivery, at time: Timestamp, _ output: inout StageOutput) -> StageVerdict

  /// No event ever gets past this stage; what goes on is only what it emits.
  var endsEvents: Bool { get }

  /// How far back in the log's time what it has seen influences what the stage decides; nil when it decides about each
  /// event alone. When the router starts, the stage is shown again what came to it within that time, and what it says then
  /// is dropped. What lies further back is forgotten.
  var horizon: Duration? { get }

  /// When the stage wants to be called though no event comes in; nil for never.
  var deadline: Timestamp? { get }
  /// Called at or after `deadline`, before any event of a later time.
  mutating func due(at time: Timestamp, _ output: inout StageOutput)
}

extension Stage {
  package var endsEvents: Bool { false }
  package var horizon: Duration? { nil }
  package var deadline: Timestamp? { nil }
  package mutating func due(at time: Timestamp, _ output: inout StageOutput) {}
}

/// What becomes of the event at hand.
package enum StageVerdict: Sendable {
  case keep
  /// Goes on with another payload.
  case replace(Event)
  case drop(DropReason)
  /// Its content has gone into an event that the stage emits now or later.
  case absorb
  /// The stage keeps it and will release or discard it later, through `StageOutput`.
  case hold
}

/// What a stage says besides its verdict.
package struct StageOutput: Sendable {
  /// New events: appended to the log, they go on behind this stage.
  package private(set) var emitted: [Event] = []
  /// Held events that go on now.
  package private(set) var released: [Delivery] = []
  /// Held events that end here.
  package private(set) var discarded: [(number: EventNumber, reason: DropReason)] = []

  package init() {}

  package mutating func emit(_ event: Event) { emitted.append(event) }
  package mutating func release(_ delivery: Delivery) { released.append(delivery) }
  package mutating func discard(_ number: EventNumber, _ reason: DropReason) { discarded.append((number, reason)) }

  var isEmpty: Bool { emitted.isEmpty && released.isEmpty && discarded.isEmpty }

  mutating func clear() {
    emitted.removeAll(keepingCapacity: true)
    released.removeAll(keepingCapacity: true)
    discarded.removeAll(keepingCapacity: true)
  }
}
