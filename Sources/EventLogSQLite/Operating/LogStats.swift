import RouterCore

/// What a log file holds, in figures.
package struct LogStats: Sendable {
  /// Whether a router writes to the file, or how the last one left it.
  package enum State: Sendable, Equatable {
    case inUse(process: Int)
    case closed
    /// The last router did not stop in order: its process or the machine ended.
    case notClosed
  }

  package struct Place: Sendable {
    package let number: EventNumber
    package let loggedAt: Timestamp
  }

  package struct TypeCount: Sendable {
    package let type: String
    package var count = 0
    package var bytes = 0
  }

  package struct Sink: Sendable {
    package let name: String
    package let cursor: SinkCursor
    /// Decided for it and not delivered yet.
    package let waiting: Int
    /// When the oldest entry was logged that it may still need; nil when nothing waits.
    package let waitingSince: Timestamp?
    package var deadLetters = 0
    /// Dead letters that an operator wants delivered again.
    package var replays = 0
  }

  package struct Loss: Sendable {
    package let numbers: ClosedRange<EventNumber>
    package let at: Timestamp
    package let reason: String
  }

  package var path = ""
  package var databaseBytes = 0
  package var writeAheadBytes = 0
  package var state = State.notClosed
  package var epoch = ""
  /// The oldest and the newest entry; nil in an empty log.
  package var oldest: Place?
  package var newest: Place?
  package var entries = 0
  /// Of entries, as retention counts them.
  package var entryBytes = 0
  /// Rows with a wrong checksum.
  package var damagedEntries = 0
  /// Most frequent first.
  package var types: [TypeCount] = []
  /// The last entry about which decisions are stored.
  package var routed = EventNumber.zero
  package var journal: ClosedRange<JournalPosition>?
  package var sinks: [Sink] = []
  package var losses: [Loss] = []
}
