// Decisions, and what sinks know of them.
extension LocalLogState {
  mutating func record(
    _ outcomes: OutcomeBatch, _ emissions: [Emission], routed: EventNumber?, at clock: Timestamp?
  ) -> JournalPosition {
    if isStored {
      work.add(outcomes, at: journal.end)
      work.routed = routed ?? work.routed
      // What changes nothing is not worth a transaction.
      let isEmpty = outcomes.isEmpty && emissions.isEmpty && routed == nil
      if !isEmpty { work.routedAt = clock ?? work.routedAt }
    }
    routedAt = clock ?? routedAt
    journal.record(outcomes)
    if let routed { self.routed = max(self.routed, routed) }
    for emission in emissions {
      let submission = LogSubmission(events: [emission.event], origin: emission.origin)
      submit(Producer(ticket: 0, submission: submission, policy: .accept, continuation: nil), at: self.clock)
    }
    return journal.end
  }

  mutating func passTime(to now: Timestamp, behind number: EventNumber) -> Timestamp {
    if let next = entries.page(after: number, limit: 1).first { return next.loggedAt }
    if !isWriting { clock = max(clock, now) }
    return clock
  }

  /// The kind of the router's notes.
  static let routerKind = "router"

  static func clockNote(_ moment: Timestamp) -> LogBatch.Note {
    LogBatch.Note(kind: routerKind, key: "clock", value: Array("\(moment.microseconds)".utf8))
  }

  mutating func restoreClock(_ notes: [String: [UInt8]]) {
    guard let text = notes["clock"], let moment = Int64(String(decoding: text, as: UTF8.self)) else { return }
    routedAt = Timestamp(microseconds: moment)
    clock = max(clock, Timestamp(microseconds: moment))
  }

  mutating func register(_ sink: DurableSink) -> SinkCursor {
    let cursor =
      sinks[sink.name]?.cursor ?? storedCursors.removeValue(forKey: sink.name)
      ?? SinkCursor(position: journal.end, number: routed)
    sinks[sink.name] = (sink, cursor)
    work.cursors[sink.name] = cursor
    return cursor
  }

  mutating func advance(_ sink: String, to cursor: SinkCursor) {
    guard let known = sinks[sink], known.cursor != cursor else { return }
    sinks[sink]?.cursor = cursor
    work.cursors[sink] = cursor
  }

  mutating func note(_ value: [UInt8]?, _ key: String, of kind: String) {
    if isStored {
      work.notes.append(LogBatch.Note(kind: kind, key: key, value: value))
    } else {
      notes[kind, default: [:]][key] = value
    }
  }

  /// What a sink is to get, if memory has it all; nil when the storage must be asked.
  func sinkPage(for sink: String, after position: JournalPosition, limit: Int) -> SinkPage? {
    guard !isStored || position >= journal.start else { return nil }
    var missing = false
    let page = journal.page(for: sink, after: position, limit: limit) { number in
      let event = entries[number]
      // A held event may be older than what memory keeps.
      if event == nil { missing = true }
      return event
    }
    return isStored && missing ? nil : page
  }

  func resumePoint(after number: EventNumber, for sink: String) -> ResumePoint? {
    let oldest = status().oldest
    if number > head {
      let gap = ResumePoint.Gap(from: head.next, to: number, reason: .unknown)
      return ResumePoint(position: journal.end, gap: gap, oldest: oldest)
    }
    let isExpired = number.next < oldest
    let start = isExpired ? EventNumber(oldest.value - 1) : number
    let gap = isExpired ? ResumePoint.Gap(from: number.next, to: start, reason: .expired) : nil
    guard let position = journal.position(after: start, for: sink) ?? (isStored ? nil : journal.start) else {
      return nil
    }
    return ResumePoint(position: position, gap: gap, oldest: oldest)
  }
}
