/// Where a reader that knows its last event goes on, and what it cannot get any more.
package struct ResumePoint: Sendable, Equatable {
  /// A hole in what a reader gets: both numbers are part of it.
  package struct Gap: Sendable, Equatable {
    package var from: EventNumber
    package var to: EventNumber
    package var reason: Reason

    package init(from: EventNumber, to: EventNumber, reason: Reason) {
      self.from = from
      self.to = to
      self.reason = reason
    }
  }

  package enum Reason: String, Sendable {
    /// Older than what is retained.
    case expired
    /// A number that was never given.
    case unknown
    /// It was there, and the storage has lost it.
    case damaged
  }

  package var position: JournalPosition
  /// Nil when nothing is missing.
  package var gap: Gap?
  /// The oldest event that is still available; the number after the newest when none is.
  package var oldest: EventNumber

  package init(position: JournalPosition, gap: Gap? = nil, oldest: EventNumber) {
    self.position = position
    self.gap = gap
    self.oldest = oldest
  }
}
