/// Events that a producer hands to the log as one unit.
package struct LogSubmission: Sendable {
  package let events: [Event]
  package let origin: Origin
  /// Per event what makes it the same as an earlier one, within the log's window; empty when nothing does.
  package var keys: [String?]
  /// The producer's own place in what it reads, stored in the same transaction: where to go on after a restart.
  package var sourcePosition: String?

  package init(events: [Event], origin: Origin, keys: [String?] = [], sourcePosition: String? = nil) {
    self.events = events
    self.origin = origin
    self.keys = keys
    self.sourcePosition = sourcePosition
  }

  func key(at index: Int) -> String? { index < keys.count ? keys[index] : nil }
}

/// The log's answer to a submission.
package struct LogReceipt: Sendable, Equatable {
  package struct Item: Sendable, Equatable {
    package let number: EventNumber
    /// An event with the same key was accepted before: this is its number, and nothing was appended.
    package let isDuplicate: Bool

    package init(number: EventNumber, isDuplicate: Bool) {
      self.number = number
      self.isDuplicate = isDuplicate
    }
  }

  /// One per event, in order.
  package let items: [Item]

  package init(items: [Item]) { self.items = items }
}
