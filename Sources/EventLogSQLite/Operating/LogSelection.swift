import RouterCore

/// Which entries to read.
package struct LogSelection: Sendable {
  package enum Bound: Sendable, Equatable {
    case number(EventNumber)
    /// When the entry was logged, not the event's own time: that one is in no order.
    case time(Timestamp)
  }

  /// Inclusive; nil for the oldest and the newest.
  package var from: Bound?
  package var to: Bound?
  /// Names of event types; nil for all.
  package var types: Set<String>?

  package init(from: Bound? = nil, to: Bound? = nil, types: Set<String>? = nil) {
    self.from = from
    self.to = to
    self.types = types
  }
}
