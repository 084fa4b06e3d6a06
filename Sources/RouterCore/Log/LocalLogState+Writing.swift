// From what was let in to what readers see.
extension LocalLogState {
  /// Numbers reserved at once: so many may be skipped by a crash.
  private static let reservation: UInt64 = 10_000

  /// Takes all that waits to be written, numbered; nil when there is nothing.
  mutating func takeWork(at now: Timestamp) -> NumberedWork? {
    guard !work.isEmpty else { return nil }
    let taken = work
    work = LogWork()
    clock = max(clock, now)
    keys.forget(at: clock)
    var numbered = NumberedWork(work: taken, batch: LogBatch(trim: trimPlan(at: clock)))
    for producer in taken.producers { number(producer, &numbered) }
    numbered.batch.decisions = taken.decisions
    numbered.batch.routed = taken.routed
    numbered.batch.cursors = taken.cursors
    numbered.batch.deadLetters = taken.deadLetters
    numbered.batch.notes = taken.notes
    if let moment = taken.routedAt { numbered.batch.notes.append(Self.clockNote(moment)) }
    numbered.batch.lost = taken.lost
    isWriting = !numbered.batch.entries.isEmpty
    if isStored, given > reserved {
      reserved = EventNumber(min(given.value + Self.reservation, EventNumber.limit.value))
      numbered.batch.reservation = reserved
    }
    return numbered
  }

  private mutating func number(_ producer: Producer, _ numbered: inout NumberedWork) {
    let submission = producer.submission
    let start = numbered.batch.entries.count
    let news = submission.events.indices.count { index in submission.key(at: index).flatMap { keys[$0] } == nil }
    guard given.value + UInt64(news) <= EventNumber.limit.value else { return numbered.exhausted.append(producer) }
    var items: [LogReceipt.Item] = []
    items.reserveCapacity(submission.events.count)
    for (index, event) in submission.events.enumerated() {
      let key = submission.key(at: index)
      if let known = key.flatMap({ keys[$0] }) {
        items.append(LogReceipt.Item(number: known, isDuplicate: true))
        continue
      }
      given = given.next
      items.append(LogReceipt.Item(number: given, isDuplicate: false))
      numbered.batch.entries.append(
        LogEntry(number: given, loggedAt: clock, origin: submission.origin, event: event))
      if let key {
        keys.add(key, given, at: clock)
        numbered.batch.keys.append(StoredKey(key: key, number: given, at: clock))
      }
    }
    if let position = submission.sourcePosition, case .source(let name) = submission.origin {
      numbered.batch.sourcePositions[name] = position
    }
    numbered.numbered.append(
      NumberedWork.Numbered(
        producer: producer, receipt: LogReceipt(items: items), entries: start..<numbered.batch.entries.count))
  }

  private func trimPlan(at now: Timestamp) -> TrimPlan {
    let floors = sinks.values.map { ($0.cursor.number, $0.sink.atHardLimit) }
    // A sink that has dealt with everything that was decided needs nothing that was routed.
    let floor = floors.map(\.0).reduce(min(slowest, routed)) { min($0, $1) }
    let hardFloor = floors.filter { $0.1 == .refuse }.map(\.0).reduce(min(slowest, routed)) { min($0, $1) }
    return TrimPlan(retention: retention, now: now, floor: floor.next, hardFloor: hardFloor.next)
  }

  /// Shows what has been written.
  /// - Returns: who is to be told, once it is as safe as the log promises.
  mutating func settle(_ done: NumberedWork, _ extent: StoredExtent?) -> Served {
    for producer in done.exhausted {
      count(producer, -1)
      answer(producer, .failure(.exhausted))
    }
    for item in done.numbered { count(item.producer, -1) }
    isWriting = false
    show(done.batch.entries)
    sourcePositions.merge(done.batch.sourcePositions) { _, later in later }
    if let extent { self.extent = extent }
    if self.extent.isTrimming { work.isTrimDue = true }
    journalStored = done.batch.decisions.last?.end ?? journalStored
    replaying.subtract(done.batch.deadLetters.compactMap(\.id))
    trim(at: clock)
    admitProducers()
    var answers = Served()
    for item in done.numbered {
      guard let continuation = item.producer.continuation else { continue }
      answers.producers.append((continuation, .success(item.receipt)))
    }
    return answers
  }

  /// The storage has refused it. Publishers are told; everything else stays, in order, until the storage works again.
  /// - Parameter passes: events of sources go to readers all the same, kept in memory only.
  mutating func fail(_ refused: NumberedWork, because reason: String, passes: Bool) {
    trouble = reason
    isWriting = false
    keys.remove(last: refused.batch.keys.count)
    // Nobody has seen its numbers, and nothing of it is stored.
    given = head
    if refused.batch.reservation != nil { reserved = head }
    var rest = refused.work
    rest.producers = []
    for producer in refused.exhausted {
      count(producer, -1)
      answer(producer, .failure(.exhausted))
    }
    for item in refused.numbered {
      switch item.producer.policy {
      case .refuse where !isSource(item.producer) || !passes || refused.batch.reservation != nil:
        count(item.producer, -1)
        answer(item.producer, .failure(.unavailable(reason)))
      case .refuse: pass(item, refused.batch.entries[item.entries], &rest)
      case .wait where passes && refused.batch.reservation == nil:
        pass(item, refused.batch.entries[item.entries], &rest)
      case .wait, .accept: rest.producers.append(item.producer)
      }
    }
    work.putBack(rest)
  }

  private mutating func pass(
    _ item: NumberedWork.Numbered, _ entries: ArraySlice<LogEntry>, _ rest: inout LogWork
  ) {
    count(item.producer, -1)
    guard let first = entries.first else { return answer(item.producer, .success(item.receipt)) }
    // Numbered anew: what stood before it in the transaction may not be shown.
    var shown: [LogEntry] = []
    for entry in entries {
      given = given.next
      shown.append(LogEntry(number: given, loggedAt: clock, origin: first.origin, event: entry.event))
    }
    show(shown)
    rest.lost.append(shown[0].number...given)
    let items = item.receipt.items.map { LogReceipt.Item(number: given, isDuplicate: $0.isDuplicate) }
    answer(item.producer, .success(LogReceipt(items: items)))
  }
}
