/// The ordered, numbered, retained record of all accepted events: the one point where an event becomes accepted.
package protocol EventLog: Sendable {
  /// Changes when numbers of an earlier life of the log mean nothing any more.
  var epoch: String { get }
  func status() -> LogStatus

  /// Numbers the events, at least one, in order and as one unit; returns when they are as safe as the log promises.
  /// - Returns: the first and the last number.
  func append(_ events: [Event], from origin: Origin, whenFull: FullLogPolicy) async throws(LogError)
    -> ClosedRange<EventNumber>

  /// The next entries in order, at least one and at most `limit`; waits for them. Nil when there are none and the log
  /// is closed or the reader's task is cancelled.
  func entries(after number: EventNumber, limit: Int) async -> [LogEntry]?

  /// What is retained, without waiting; may be empty.
  func retained(after number: EventNumber, limit: Int) -> [LogEntry]

  /// The reader named `cursor` has dealt with everything up to `number`. Retention and the queue bound wait for the
  /// slowest.
  func advance(_ cursor: LogCursor, to number: EventNumber)

  /// Journals what was decided, next to the entries.
  func record(_ outcomes: OutcomeBatch)
  /// What was decided about one event; empty when it is not (or no longer) known.
  func outcomes(of number: EventNumber) -> [Outcome]

  /// Refuses new events, except those with `FullLogPolicy.accept`: what the router itself emits while it works off the
  /// rest must not be lost. Readers get what is left and then nil.
  func close()
}

/// A reader whose progress the log must respect.
package struct LogCursor: Sendable, Hashable {
  package let name: String

  package init(_ name: String) { self.name = name }

  package static let router = LogCursor("router")
}

/// What to do when as many events wait for the slowest cursor as the queue bound allows.
package enum FullLogPolicy: Sendable {
  /// The producer is held back: for sources, which can wait.
  case wait
  /// `LogError.full`: for requests, whose sender must be told (503).
  case refuse
  /// Taken above the bound and after `close`: for what the router itself emits. Waiting for itself would stop it for
  /// good; the bound still holds in effect, since stages emit for events that the bound let in.
  case accept
}

package struct LogStatus: Sendable, Equatable {
  /// The newest number given; zero before the first.
  package var head: EventNumber
  /// The oldest entry still readable; `head.next` when nothing is retained.
  package var oldest: EventNumber
  /// Entries and bytes retained.
  package var count: Int
  package var bytes: Int
  /// Entries that the slowest cursor has not dealt with.
  package var queued: Int
  /// Producers that are held back.
  package var waiting: Int

  package init(head: EventNumber, oldest: EventNumber, count: Int, bytes: Int, queued: Int, waiting: Int) {
    self.head = head
    self.oldest = oldest
    self.count = count
    self.bytes = bytes
    self.queued = queued
    self.waiting = waiting
  }
}

package enum LogError: Error, Equatable {
  case full
  case closed
  /// The last number that fits into a public id has been given.
  case exhausted
  /// The producer's task was cancelled while it waited; nothing was appended.
  case cancelled
}
