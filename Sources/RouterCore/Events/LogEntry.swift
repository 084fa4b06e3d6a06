/// A numbered event as the log keeps it.
package struct LogEntry: Sendable {
  package let number: EventNumber
  /// The log's own time: never decreasing from one entry to the next, so stages use it as their clock.
  package let loggedAt: Timestamp
  package let origin: Origin
  package let event: Event

  package init(number: EventNumber, loggedAt: Timestamp, origin: Origin, event: Event) {
    self.number = number
    self.loggedAt = loggedAt
    self.origin = origin
    self.event = event
  }
}
