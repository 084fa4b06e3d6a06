import TestSupport

@testable import RouterCore

// Under the sanitizer `Mutex` is the core's own.
#if !THREAD_SANITIZER
  import Synchronization
#endif

/// A storage in memory, whose process and machine can crash, and which fails as the test wants. Naive: everything is a
/// search.
final class FakeLogStorage: LogStorage {
  struct Disk: Sendable {
    var entries: [LogEntry] = []
    var reserved = EventNumber.zero
    var keys: [StoredKey] = []
    var sourcePositions: [String: String] = [:]
    var decisions: [LogBatch.Decisions] = []
    var journalEnd = JournalPosition.start
    var routed = EventNumber.zero
    var cursors: [String: SinkCursor] = [:]
    var letters: [Int64: DeadLetter] = [:]
    var lettersGiven: Int64 = 0
    var requests: Set<Int64> = []
    var notes: [String: [String: [UInt8]]] = [:]
    var lost: [ClosedRange<EventNumber>] = []
    /// Numbers whose entries cannot be read.
    var damaged: Set<UInt64> = []
  }

  private struct State: Sendable {
    var disk = Disk()
    /// What a crash of the machine leaves.
    var synced = Disk()
    var failingCommits = 0
    var failingSyncs = 0
    var failingReads = 0
    var commits = 0
  }

  private let state: Mutex<State>
  /// Runs in each commit, on the writer's thread, before anything is written.
  let onCommit: @Sendable (LogBatch) -> Void

  init(disk: Disk = Disk(), onCommit: @escaping @Sendable (LogBatch) -> Void = { _ in }) {
    state = Mutex(State(disk: disk, synced: disk))
    self.onCommit = onCommit
  }

  // MARK: What tests want

  var disk: Disk { state.withLock { $0.disk } }
  /// What is left when the machine loses its power.
  var synced: Disk { state.withLock { $0.synced } }
  var commits: Int { state.withLock { $0.commits } }

  func failNextCommits(_ count: Int) { state.withLock { $0.failingCommits = count } }
  func failNextSyncs(_ count: Int) { state.withLock { $0.failingSyncs = count } }
  func failNextReads(_ count: Int) { state.withLock { $0.failingReads = count } }
  func requestReplay(of ids: [Int64]) { state.withLock { $0.disk.requests.formUnion(ids) } }
  func change(_ body: (inout Disk) -> Void) { state.withLock { body(&$0.disk) } }

  // MARK: Writing

  func commit(_ batch: LogBatch) throws(LogStorageError) -> StoredExtent {
    onCommit(batch)
    return try state.withLock { state throws(LogStorageError) in
      try Self.fail(&state.failingCommits)
      state.commits += 1
      state.disk.apply(batch)
      return state.disk.extent
    }
  }

  func checkpoint() throws(LogStorageError) {}

  func sync() throws(LogStorageError) {
    try state.withLock { state throws(LogStorageError) in
      try Self.fail(&state.failingSyncs)
      state.synced = state.disk
    }
  }

  func close(head: EventNumber) throws(LogStorageError) {
    state.withLock { state in
      state.disk.reserved = head
      state.synced = state.disk
    }
  }

  // MARK: Reading

  private func read<Result: Sendable>(_ body: (Disk) -> Result) throws(LogStorageError) -> Result {
    try state.withLock { state throws(LogStorageError) in
      try Self.fail(&state.failingReads)
      var disk = state.disk
      disk.entries.removeAll { state.disk.damaged.contains($0.number.value) }
      return body(disk)
    }
  }

  private static func fail(_ count: inout Int) throws(LogStorageError) {
    guard count > 0 else { return }
    count -= 1
    throw LogStorageError("the disk is out of order")
  }

  func entries(after number: EventNumber, limit: Int) throws(LogStorageError) -> [LogEntry] {
    try read { Array($0.entries.filter { $0.number > number }.prefix(limit)) }
  }

  func number(before moment: Timestamp) throws(LogStorageError) -> EventNumber {
    try read { disk in
      if let last = disk.entries.last(where: { $0.loggedAt < moment }) { return last.number }
      return disk.entries.first.map { EventNumber($0.number.value - 1) } ?? .zero
    }
  }

  func page(for sink: String, after position: JournalPosition, limit: Int) throws(LogStorageError) -> SinkPage {
    try read { disk in
      var page = SinkPage(next: position)
      for decisions in disk.decisions where decisions.end > page.next && page.deliveries.count < limit {
        page.skip(to: max(page.next, decisions.start))
        decisions.batch.collect(for: sink, from: decisions.start, into: &page, limit: limit) { number in
          disk.entries.first { $0.number == number }?.event
        }
      }
      return page
    }
  }

  func backlog(of sink: String, after position: JournalPosition) throws(LogStorageError) -> Int {
    try read { disk in
      disk.decisions.reduce(0) { sum, decisions in
        let skipped = max(position.value, decisions.start.value) - decisions.start.value
        return sum + decisions.batch.admitted(to: sink, skipping: min(decisions.batch.count, Int(skipped)))
      }
    }
  }

  func position(after number: EventNumber, for sink: String) throws(LogStorageError) -> JournalPosition {
    try read { disk in
      for decisions in disk.decisions.reversed() {
        if let offset = decisions.batch.lastAdmission(of: number, to: sink) { return decisions.start + offset + 1 }
      }
      for decisions in disk.decisions.reversed() {
        let count = decisions.batch.countDecided(upTo: number)
        if count > 0 { return decisions.start + count }
      }
      return disk.decisions.first?.start ?? disk.journalEnd
    }
  }

  func outcomes(of number: EventNumber) throws(LogStorageError) -> [Outcome] {
    try read { disk in disk.decisions.flatMap { $0.batch.outcomes(of: number) } }
  }

  func notes(of kind: String) throws(LogStorageError) -> [String: [UInt8]] { try read { $0.notes[kind] ?? [:] } }

  func replayRequests() throws(LogStorageError) -> [DeadLetter] {
    try read { disk in disk.requests.sorted().compactMap { disk.letters[$0] } }
  }
}

extension FakeLogStorage.Disk {
  /// What a log finds when it is opened.
  var stored: StoredLog {
    StoredLog(
      epoch: "fake", head: max(reserved, entries.last?.number ?? .zero), routed: routed,
      clock: entries.last?.loggedAt ?? .distantPast, extent: extent, journalEnd: journalEnd, cursors: cursors,
      keys: keys, sourcePositions: sourcePositions)
  }

  var extent: StoredExtent {
    StoredExtent(oldest: entries.first?.number, count: entries.count, bytes: bytes)
  }

  private var bytes: Int { entries.reduce(0) { $0 + $1.event.cost } }

  mutating func apply(_ batch: LogBatch) {
    entries += batch.entries
    reserved = max(reserved, batch.reservation ?? reserved)
    keys += batch.keys
    sourcePositions.merge(batch.sourcePositions) { $1 }
    decisions += batch.decisions
    journalEnd = batch.decisions.last?.end ?? journalEnd
    routed = batch.routed ?? routed
    cursors.merge(batch.cursors) { $1 }
    for change in batch.deadLetters { apply(change) }
    for note in batch.notes { notes[note.kind, default: [:]][note.key] = note.value }
    lost += batch.lost
    trim(batch.trim)
  }

  private mutating func apply(_ change: LogBatch.DeadLetterChange) {
    switch change {
    case .add(var letter):
      lettersGiven += 1
      letter.id = lettersGiven
      letters[lettersGiven] = letter
    case .remove(let id):
      letters[id] = nil
      requests.remove(id)
    case .update(let id, let reason, let attempts):
      guard let letter = letters[id] else { return }
      letters[id] = DeadLetter(
        id: id, at: letter.at, sink: letter.sink, numbers: letter.numbers, reason: reason, attempts: attempts,
        event: letter.event)
      requests.remove(id)
    }
  }

  private mutating func trim(_ plan: TrimPlan) {
    func isTooMuch(_ entry: LogEntry) -> Bool {
      entries.count > plan.retention.count || bytes > plan.retention.size
        || entry.loggedAt < plan.now - plan.retention.age
    }
    while let oldest = entries.first {
      let canGo = oldest.number < plan.floor && isTooMuch(oldest)
      let mustGo = oldest.number < plan.hardFloor && bytes > plan.retention.hardLimit
      guard canGo || mustGo else { break }
      entries.removeFirst()
    }
    let oldest = entries.first?.number ?? EventNumber(.max >> 1)
    while let first = decisions.first, let numbers = first.batch.numbers, numbers.newest < oldest {
      decisions.removeFirst()
    }
  }
}
