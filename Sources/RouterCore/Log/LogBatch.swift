/// What is written to a storage in one transaction.
package struct LogBatch: Sendable {
  package enum DeadLetterChange: Sendable {
    case add(DeadLetter)
    /// Delivered after all.
    case remove(id: Int64)
    /// Rejected again.
    case update(id: Int64, reason: String, attempts: Int)

    /// Of a letter that was there before.
    var id: Int64? {
      switch self {
      case .add: nil
      case .remove(let id), .update(let id, _, _): id
      }
    }
  }

  package struct Note: Sendable {
    package let kind: String
    package let key: String
    /// Nil removes it.
    package let value: [UInt8]?
  }

  /// Decisions, and where they begin in the journal.
  package struct Decisions: Sendable {
    package let start: JournalPosition
    package var batch: OutcomeBatch
    package var end: JournalPosition { start + batch.count }

    package init(start: JournalPosition, batch: OutcomeBatch) {
      self.start = start
      self.batch = batch
    }
  }

  package var entries: [LogEntry] = []
  /// Numbers up to here are given from now on; must be safe before any of them is.
  package var reservation: EventNumber?
  package var keys: [StoredKey] = []
  package var sourcePositions: [String: String] = [:]
  package var decisions: [Decisions] = []
  package var routed: EventNumber?
  package var cursors: [String: SinkCursor] = [:]
  package var deadLetters: [DeadLetterChange] = []
  package var notes: [Note] = []
  /// Entries that were given to readers and could not be stored.
  package var lost: [ClosedRange<EventNumber>] = []
  package var trim: TrimPlan

  /// Whether there is anything to write besides what retention removes.
  package var isEmpty: Bool {
    entries.isEmpty && reservation == nil && keys.isEmpty && sourcePositions.isEmpty && decisions.isEmpty
      && routed == nil && cursors.isEmpty && deadLetters.isEmpty && notes.isEmpty && lost.isEmpty
  }
}

/// What retention may remove now.
package struct TrimPlan: Sendable, Equatable {
  package let retention: Retention
  package let now: Timestamp
  /// The oldest entry that somebody still needs.
  package let floor: EventNumber
  /// The same beyond the hard limit, where only those count who may not lose anything.
  package let hardFloor: EventNumber

  package init(retention: Retention, now: Timestamp, floor: EventNumber, hardFloor: EventNumber) {
    self.retention = retention
    self.now = now
    self.floor = floor
    self.hardFloor = hardFloor
  }
}
