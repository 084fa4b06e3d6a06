/// What has been handed to a log and is not yet written.
struct LogWork: Sendable {
  var producers: [LocalLogState.Producer] = []
  var decisions: [LogBatch.Decisions] = []
  var routed: EventNumber?
  /// The router's clock.
  var routedAt: Timestamp?
  var cursors: [String: SinkCursor] = [:]
  var deadLetters: [LogBatch.DeadLetterChange] = []
  var notes: [LogBatch.Note] = []
  var lost: [ClosedRange<EventNumber>] = []
  /// Retention wants to be looked after though there is nothing to write.
  var isTrimDue = false

  var isEmpty: Bool {
    producers.isEmpty && decisions.isEmpty && routed == nil && cursors.isEmpty && deadLetters.isEmpty && notes.isEmpty
      && lost.isEmpty && routedAt == nil && !isTrimDue
  }

  mutating func add(_ batch: OutcomeBatch, at start: JournalPosition) {
    guard !batch.isEmpty else { return }
    if let last = decisions.indices.last, decisions[last].batch.names === batch.names,
      decisions[last].batch.count + batch.count <= 1024
    {
      decisions[last].batch.append(batch)
    } else {
      decisions.append(LogBatch.Decisions(start: start, batch: batch))
    }
  }

  /// Puts what could not be written before what came meanwhile.
  mutating func putBack(_ earlier: LogWork) {
    producers = earlier.producers + producers
    decisions = earlier.decisions + decisions
    routed = routed ?? earlier.routed
    routedAt = routedAt ?? earlier.routedAt
    cursors.merge(earlier.cursors) { later, _ in later }
    deadLetters = earlier.deadLetters + deadLetters
    notes = earlier.notes + notes
    lost = earlier.lost + lost
  }
}

/// Work that has been taken to be written: what a storage is to write, and who waits for it.
struct NumberedWork: Sendable {
  struct Numbered: Sendable {
    let producer: LocalLogState.Producer
    let receipt: LogReceipt
    /// The entries it brings, as a part of the batch's.
    let entries: Range<Int>
  }

  let work: LogWork
  var batch: LogBatch
  var numbered: [Numbered] = []
  /// The numbers do not suffice.
  var exhausted: [LocalLogState.Producer] = []
}
