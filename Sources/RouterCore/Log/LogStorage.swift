/// Where a log keeps what must survive the process. Blocking: the log calls `commit` from one thread, `sync` from another,
/// and reads from a third.
package protocol LogStorage: Sendable {
  /// Writes all of it or nothing. What it returns survives the end of the process, but only after `sync` that of the machine.
  func commit(_ batch: LogBatch) throws(LogStorageError) -> StoredExtent
  /// Makes everything that was committed survive a crash of the machine.
  func sync() throws(LogStorageError)

  /// Tidies up beside the commits, which do not wait for it; called about once a second from a thread of its own.
  func checkpoint() throws(LogStorageError)

  /// Of the disk that it is on; nil when it is on none, or when that is not known.
  var diskRoom: DiskRoom? { get }

  /// The next entries, in order; empty at the end. Those that cannot be read are left out.
  func entries(after number: EventNumber, limit: Int) throws(LogStorageError) -> [LogEntry]
  /// The last number that was logged before a moment.
  func number(before moment: Timestamp) throws(LogStorageError) -> EventNumber
  /// As `EventLog.page`, over what is stored.
  func page(for sink: String, after position: JournalPosition, limit: Int) throws(LogStorageError) -> SinkPage
  /// How many events the sink was to get behind a position.
  func backlog(of sink: String, after position: JournalPosition) throws(LogStorageError) -> Int
  /// Where the journal goes on behind the decision that gave an event to a sink or, if there is none, behind everything
  /// that was decided about events up to it.
  func position(after number: EventNumber, for sink: String) throws(LogStorageError) -> JournalPosition
  func outcomes(of number: EventNumber) throws(LogStorageError) -> [Outcome]
  func notes(of kind: String) throws(LogStorageError) -> [String: [UInt8]]
  /// Dead letters that an operator wants delivered again. Cheap when nobody has asked.
  func replayRequests() throws(LogStorageError) -> [DeadLetter]

  /// - Parameter head: the last number given: a log that was closed goes on right behind it.
  func close(head: EventNumber) throws(LogStorageError)
}

extension LogStorage {
  package var diskRoom: DiskRoom? { nil }
}

/// Why a storage could not do something: in words for an operator.
package struct LogStorageError: Error, Equatable, CustomStringConvertible {
  package let description: String
  /// No room is left: it may work again by itself.
  package let isFull: Bool

  package init(_ description: String, isFull: Bool = false) {
    self.description = description
    self.isFull = isFull
  }
}

/// What a storage holds of entries.
package struct StoredExtent: Sendable, Equatable {
  /// The oldest entry; nil when there is none.
  package var oldest: EventNumber?
  package var count: Int
  package var bytes: Int
  /// More than the hard limit allows, and a sink forbids to remove it.
  package var isOverLimit: Bool
  /// Retention has more to remove than one transaction should.
  package var isTrimming: Bool

  package init(
    oldest: EventNumber? = nil, count: Int = 0, bytes: Int = 0, isOverLimit: Bool = false, isTrimming: Bool = false
  ) {
    self.oldest = oldest
    self.count = count
    self.bytes = bytes
    self.isOverLimit = isOverLimit
    self.isTrimming = isTrimming
  }
}

/// What a storage held when it was opened.
package struct StoredLog: Sendable {
  package var epoch: String
  /// No number up to this one may be given again.
  package var head: EventNumber
  /// The last entry about which decisions are stored.
  package var routed: EventNumber
  /// The newest entry's time: the log's clock never goes back.
  package var clock: Timestamp
  package var extent: StoredExtent
  package var journalEnd: JournalPosition
  package var cursors: [String: SinkCursor]
  /// Recent keys, oldest first.
  package var keys: [StoredKey]
  package var sourcePositions: [String: String]

  package init(
    epoch: String, head: EventNumber = .zero, routed: EventNumber = .zero, clock: Timestamp = .distantPast,
    extent: StoredExtent = StoredExtent(), journalEnd: JournalPosition = .start, cursors: [String: SinkCursor] = [:],
    keys: [StoredKey] = [], sourcePositions: [String: String] = [:]
  ) {
    self.epoch = epoch
    self.head = head
    self.routed = routed
    self.clock = clock
    self.extent = extent
    self.journalEnd = journalEnd
    self.cursors = cursors
    self.keys = keys
    self.sourcePositions = sourcePositions
  }
}

package struct StoredKey: Sendable, Equatable {
  package let key: String
  package let number: EventNumber
  package let at: Timestamp

  package init(key: String, number: EventNumber, at: Timestamp) {
    self.key = key
    self.number = number
    self.at = at
  }
}

/// How far a durable sink has come.
package struct SinkCursor: Sendable, Hashable {
  package var position: JournalPosition
  /// Entries up to this one are not needed any more.
  package var number: EventNumber

  package init(position: JournalPosition, number: EventNumber) {
    self.position = position
    self.number = number
  }
}
