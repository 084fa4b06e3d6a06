import ConfigSchema

/// The ordered, numbered, retained record of all accepted events and of what was decided about them: the one point where an
/// event becomes accepted.
package protocol EventLog: Sendable {
  /// Changes when numbers of an earlier life of the log mean nothing any more.
  var epoch: String { get }
  func status() -> LogStatus

  // MARK: Producers

  /// Numbers the events in order and as one unit; returns when they are as safe as the log promises.
  func append(_ submission: LogSubmission, whenFull: FullLogPolicy) async throws(LogError) -> LogReceipt
  /// Where a source said that it was with the last events that are stored; nil for a new one.
  func sourcePosition(of source: String) -> String?
  /// Refuses new events, except those that the router itself emits while it works off the rest: they must not be lost.
  /// Readers get what is left and then nil.
  func close()

  // MARK: The router

  /// The next entries in order, at least one and at most `limit`; waits for them. Nil when there are none and the log
  /// is closed or the reader's task is cancelled.
  func entries(after number: EventNumber, limit: Int) async -> [LogEntry]?
  /// What is kept, however old, without waiting for more; empty at the end.
  func history(after number: EventNumber, limit: Int) async throws(LogError) -> [LogEntry]
  /// The last number that was logged before a moment.
  func number(before moment: Timestamp) async throws(LogError) -> EventNumber
  /// The last entry about which the router has decided, also in an earlier life of the process.
  var routed: EventNumber { get }
  /// The router's clock when it last decided, also in an earlier life of the process; nil when that is not known.
  var routedAt: Timestamp? { get }
  /// How far time may go for a reader who has read up to `number`: no entry that comes later will be older. Not before the
  /// entries that are on their way.
  func passTime(to now: Timestamp, behind number: EventNumber) -> Timestamp
  /// Journals what was decided and appends what stages emitted, as one unit, so that neither is ever there without the
  /// other.
  /// - Parameters:
  ///   - routed: the last entry that it was about, if it was about entries.
  ///   - clock: the router's.
  /// - Returns: where the journal ends now.
  func record(
    _ outcomes: OutcomeBatch, emissions: [Emission], routed: EventNumber?, at clock: Timestamp?
  ) -> JournalPosition
  /// The reader named `cursor` has dealt with everything up to `number`. The queue bound waits for the slowest.
  func advance(_ cursor: LogCursor, to number: EventNumber)

  // MARK: Sinks and sessions

  var journalEnd: JournalPosition { get }
  /// What was admitted to a sink behind a position. Does not wait for new decisions: `next` is the position itself when
  /// there are none. Recent pages come from memory, older ones from the storage, on a thread of its own.
  func page(for sink: String, after position: JournalPosition, limit: Int) async throws(LogError) -> SinkPage
  /// Where a reader whose last event was `number` goes on, and what it cannot get any more.
  func resumePoint(after number: EventNumber, for sink: String) async throws(LogError) -> ResumePoint
  /// What was decided about one event; empty when it is not (or no longer) known.
  func outcomes(of number: EventNumber) async throws(LogError) -> [Outcome]

  // MARK: Durable sinks

  /// Whether what it keeps survives the process, so that sinks can be cursors into it.
  var isDurable: Bool { get }
  /// From now on retention waits for a sink.
  /// - Returns: how far it had come; the present end of the journal for a new one.
  func register(_ sink: DurableSink) -> SinkCursor
  func advance(_ sink: String, to cursor: SinkCursor)
  /// How many events a sink is to get behind a position.
  func backlog(of sink: String, after position: JournalPosition) async throws(LogError) -> Int
  /// Dead letters of a sink that an operator wants delivered again.
  func takeReplays(for sink: String) -> [DeadLetter]
  /// Stored before any cursor that advances later.
  func change(_ deadLetter: LogBatch.DeadLetterChange)

  // MARK: Notes

  /// Small facts that survive a restart, by kind and key; nil removes one. Written with the next commit, in order.
  func note(_ value: [UInt8]?, _ key: String, of kind: String)
  func notes(of kind: String) async throws(LogError) -> [String: [UInt8]]
}

extension EventLog {
  package func record(_ outcomes: OutcomeBatch, emissions: [Emission], routed: EventNumber?) -> JournalPosition {
    record(outcomes, emissions: emissions, routed: routed, at: nil)
  }

  /// - Returns: the first and the last number; of no events, the head twice.
  package func append(
    _ events: [Event], from origin: Origin, whenFull: FullLogPolicy
  ) async throws(LogError) -> ClosedRange<EventNumber> {
    let receipt = try await append(LogSubmission(events: events, origin: origin), whenFull: whenFull)
    guard let first = receipt.items.first, let last = receipt.items.last else {
      let head = status().head
      return head...head
    }
    return first.number...last.number
  }
}

/// A new event that a stage has made.
package struct Emission: Sendable {
  package let origin: Origin
  package let event: Event
}

/// A sink for which retention waits.
package struct DurableSink: Sendable {
  /// What happens to a sink that is so far behind that the log reaches its hard limit.
  package enum AtHardLimit: String, ConfigChoice {
    /// It loses what is oldest; the range goes to the dead letters.
    case skip
    /// Nothing more is accepted until it has caught up.
    case refuse
  }

  package let name: String
  package let atHardLimit: AtHardLimit
  /// Called when an operator wants dead letters of it delivered again.
  package let wake: @Sendable () -> Void

  package init(name: String, atHardLimit: AtHardLimit, wake: @escaping @Sendable () -> Void) {
    self.name = name
    self.atHardLimit = atHardLimit
    self.wake = wake
  }
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
  /// Why the log cannot be written at present.
  package var trouble: String?
  /// Entries or bytes that the slowest cursor has not dealt with, as a share of their bound.
  package var queueUse = 0.0
  /// Bytes retained, as a share of the hard limit; 0 where there is none.
  package var retentionUse = 0.0
  /// At the hard limit, and a sink forbids to remove anything.
  package var isFull = false
  /// Of the disk that it is on, some seconds ago at most.
  package var disk: DiskRoom?

  package init(
    head: EventNumber, oldest: EventNumber, count: Int, bytes: Int, queued: Int, waiting: Int, trouble: String? = nil
  ) {
    self.head = head
    self.oldest = oldest
    self.count = count
    self.bytes = bytes
    self.queued = queued
    self.waiting = waiting
    self.trouble = trouble
  }
}

package enum LogError: Error, Equatable {
  case full
  case closed
  /// The last number that fits into a public id has been given.
  case exhausted
  /// The producer's task was cancelled while it waited; nothing was appended.
  case cancelled
  /// The storage cannot be written or read.
  case unavailable(String)
}
