/// An event that a sink will not get by itself any more, kept for an operator to look at, replay or drop.
package struct DeadLetter: Sendable {
  /// Given by the storage.
  package var id: Int64?
  package let at: Timestamp
  package let sink: String
  /// One event, or all of a range that was lost to the sink.
  package let numbers: ClosedRange<EventNumber>
  package let reason: String
  /// Times that the sink was given it.
  package let attempts: Int
  /// In the form that the sink got; nil for a range.
  package let event: Event?

  package init(
    id: Int64? = nil, at: Timestamp, sink: String, numbers: ClosedRange<EventNumber>, reason: String, attempts: Int,
    event: Event?
  ) {
    self.id = id
    self.at = at
    self.sink = sink
    self.numbers = numbers
    self.reason = reason
    self.attempts = attempts
    self.event = event
  }
}
