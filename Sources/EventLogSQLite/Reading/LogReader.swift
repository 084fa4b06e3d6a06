import GRDB
import RouterCore

/// Reads entries and decisions. Used inside the reading connection's queue only.
final class LogReader {
  /// Records looked at for one page, roughly: what a page costs is bounded, however little of it is for the sink.
  private static let scanBound = 65_536

  private let database: Database
  private let catalogue: Catalogue
  private let selectEntries: RawStatement
  private let selectEntry: RawStatement
  private let selectForm: RawStatement
  private let selectDecisions: RawStatement
  private let selectDecisionsAbout: RawStatement
  private var names: [Int64: GraphNames] = [:]

  init(_ database: Database, _ catalogue: Catalogue) throws {
    self.database = database
    self.catalogue = catalogue
    selectEntries = try RawStatement(
      "SELECT \(EntryRow.columns) FROM entry WHERE number > ? ORDER BY number", database)
    selectEntry = try RawStatement("SELECT \(EntryRow.columns) FROM entry WHERE number = ?", database)
    selectForm = try RawStatement("SELECT data, crc, position, number FROM form WHERE position = ?", database)
    // Beginning with the row that has the position in it.
    selectDecisions = try RawStatement(
      """
      SELECT \(DecisionRow.columns) FROM decision
      WHERE start >= coalesce((SELECT max(start) FROM decision WHERE start <= ?1), ?1) ORDER BY start
      """, database)
    selectDecisionsAbout = try RawStatement(
      """
      SELECT \(DecisionRow.columns) FROM decision INDEXED BY decision_numbers
      WHERE first <= ?1 AND last >= ?2 ORDER BY start DESC
      """, database)
  }

  // MARK: Entries

  func entries(after number: EventNumber, limit: Int) throws -> [LogEntry] {
    var entries: [LogEntry] = []
    selectEntries.bind(Int64(number.value))
    try selectEntries.forEach { row in
      if let entry = EntryRow.entry(row, catalogue) { entries.append(entry) }
      return entries.count < limit
    }
    return entries
  }

  private func event(_ number: EventNumber) throws -> Event? {
    var event: Event?
    selectEntry.bind(Int64(number.value))
    try selectEntry.forEach { row in
      event = EntryRow.entry(row, catalogue)?.event
      return false
    }
    return event
  }

  /// The last number that was logged before a moment: log times never decrease, so halving finds it.
  func number(before moment: Timestamp) throws -> EventNumber {
    let bounds = try Row.fetchOne(database, sql: "SELECT min(number), max(number) FROM entry")
    guard let oldest: Int64 = bounds?[0], let newest: Int64 = bounds?[1] else { return .zero }
    var (low, high) = (oldest - 1, newest)
    while low < high {
      let middle = (low + high + 1) / 2
      // The first entry at or behind the middle speaks for it.
      let time = try Int64.fetchOne(
        database, sql: "SELECT logged_at FROM entry WHERE number >= ? ORDER BY number LIMIT 1", arguments: [middle])
      if let time, time < moment.microseconds { low = middle } else { high = middle - 1 }
    }
    return EventNumber(UInt64(clamping: low))
  }

  // MARK: Decisions

  func page(for sink: String, after position: JournalPosition, limit: Int) throws -> SinkPage {
    var page = SinkPage(next: position)
    var scanned = 0
    try forEachDecisions(from: position) { row in
      page.skip(to: row.start)
      guard let batch = try batch(row, for: sink) else {
        page.skip(to: row.end)
        return true
      }
      let skipped = page.next > row.start ? Int(page.next.value - row.start.value) : 0
      let events = try events(batch.unchangedNumbers(for: sink, skipping: skipped))
      batch.collect(for: sink, from: row.start, into: &page, limit: limit) { events[$0] }
      scanned += row.count
      return page.deliveries.count < limit && scanned < Self.scanBound
    }
    return page
  }

  func backlog(of sink: String, after position: JournalPosition) throws -> Int {
    var count = 0
    try forEachDecisions(from: position) { row in
      let skipped = position > row.start ? Int(position.value - row.start.value) : 0
      if let batch = try batch(row, for: nil) { count += batch.admitted(to: sink, skipping: skipped) }
      return true
    }
    return count
  }

  func position(after number: EventNumber, for sink: String) throws -> JournalPosition {
    var found: JournalPosition?
    try forEachDecisions(about: number...number) { row in
      if let offset = try batch(row, for: nil)?.lastAdmission(of: number, to: sink) {
        found = row.start + offset + 1
      }
      return found == nil
    }
    return try found ?? positionBehindDecisions(upTo: number)
  }

  /// Behind the last decision about an event up to this one. Decisions go by numbers, but for those about held events.
  private func positionBehindDecisions(upTo number: EventNumber) throws -> JournalPosition {
    let start = try Int64.fetchOne(
      database, sql: "SELECT start FROM decision WHERE first <= ? ORDER BY first DESC LIMIT 1",
      arguments: [Int64(number.value)])
    guard let start else { return try firstPosition() }
    var position = JournalPosition(UInt64(clamping: start))
    try forEachDecisions(from: position) { row in
      position = row.start + (try batch(row, for: nil)?.countDecided(upTo: number) ?? row.count)
      return false
    }
    return position
  }

  private func firstPosition() throws -> JournalPosition {
    JournalPosition(UInt64(clamping: try Int64.fetchOne(database, sql: "SELECT min(start) FROM decision") ?? 0))
  }

  func outcomes(of number: EventNumber) throws -> [Outcome] {
    var outcomes: [[Outcome]] = []
    try forEachDecisions(about: number...number) { row in
      if let batch = try batch(row, for: nil) { outcomes.append(batch.outcomes(of: number)) }
      return true
    }
    return outcomes.reversed().flatMap(\.self)
  }

  /// What was decided about an event, with forms, the first decision first. Configs that are lost leave theirs out.
  func decisions(about number: EventNumber) throws -> [LogBatch.Decisions] {
    var decisions: [LogBatch.Decisions] = []
    try forEachDecisions(about: number...number) { row in
      if let batch = try batch(row, for: "") { decisions.append(LogBatch.Decisions(start: row.start, batch: batch)) }
      return true
    }
    return decisions.reversed()
  }

  func deadLetters(about number: EventNumber) throws -> [DeadLetter] {
    let statement = try RawStatement(
      "SELECT \(DeadLetterRow.columns) FROM dead_letter WHERE first <= ?1 AND last >= ?1 ORDER BY id", database)
    statement.bind(Int64(number.value))
    var letters: [DeadLetter] = []
    try statement.forEach { row in
      if let letter = DeadLetterRow.letter(row, catalogue) { letters.append(letter) }
      return true
    }
    return letters
  }

  /// Rows in order, beginning with the one that has the position in it or comes behind it. Damaged ones are left out.
  private func forEachDecisions(from position: JournalPosition, _ body: (DecisionRow) throws -> Bool) throws {
    selectDecisions.bind(Int64(position.value))
    try selectDecisions.forEach { raw in
      guard let row = DecisionRow(raw), row.end > position else { return true }
      return try body(row)
    }
  }

  /// Rows about any of the events, latest first.
  private func forEachDecisions(
    about numbers: ClosedRange<EventNumber>, _ body: (DecisionRow) throws -> Bool
  ) throws {
    selectDecisionsAbout.bind(Int64(numbers.upperBound.value))
    selectDecisionsAbout.bind(Int64(numbers.lowerBound.value))
    try selectDecisionsAbout.forEach { raw in try DecisionRow(raw).map(body) ?? true }
  }

  /// - Parameter sink: nil when nobody wants to see the forms of changed events.
  private func batch(_ row: DecisionRow, for sink: String?) throws -> OutcomeBatch? {
    guard let names = try names(row.config) else { return nil }
    var forms: [Int: Event] = [:]
    if sink != nil {
      for offset in OutcomeBatch.changedOffsets(in: row.records) { forms[offset] = try form(row.start + offset) }
    }
    return OutcomeBatch(stored: row.records, reasons: row.reasons, names: names) { offset, _ in forms[offset] }
  }

  /// An event as a stage had changed it.
  private func form(_ position: JournalPosition) throws -> Event? {
    var found: (number: EventNumber, data: JSONDocument)?
    selectForm.bind(Int64(position.value))
    try selectForm.forEach { row in
      var checksum = Checksum(table: "form")
      checksum.add(row.integer(2))
      checksum.add(row.integer(3))
      row.add(0, to: &checksum)
      if row.integer(1) == Int64(checksum.value), let data = try? JSONDocument(parsing: row.bytes(0)) {
        found = (EventNumber(UInt64(clamping: row.integer(3))), data)
      }
      return false
    }
    guard let found else { return nil }
    return try event(found.number)?.replacing(data: found.data)
  }

  private func events(_ numbers: [EventNumber]) throws -> [EventNumber: Event] {
    var events: [EventNumber: Event] = [:]
    for number in numbers { events[number] = try event(number) }
    return events
  }

  private func names(_ config: Int64) throws -> GraphNames? {
    if let known = names[config] { return known }
    let read = try ConfigRow.names(config, in: database)
    names[config] = read
    return read
  }

  // MARK: The rest

  /// Changes when another connection has written.
  func dataVersion() throws -> Int64 { try Int64.fetchOne(database, sql: "PRAGMA data_version") ?? 0 }

  func notes(of kind: String) throws -> [String: [UInt8]] {
    var notes: [String: [UInt8]] = [:]
    let statement = try RawStatement("SELECT key, value FROM note WHERE kind = ?", database)
    statement.bind(kind)
    try statement.forEach { row in
      notes[row.text(0) ?? ""] = row.bytes(1)
      return true
    }
    return notes
  }

  func replayRequests() throws -> [DeadLetter] {
    let statement = try RawStatement(
      """
      SELECT \(DeadLetterRow.columns) FROM dead_letter WHERE id IN (SELECT dead_letter FROM replay_request) ORDER BY id
      """, database)
    var letters: [DeadLetter] = []
    try statement.forEach { row in
      if let letter = DeadLetterRow.letter(row, catalogue) { letters.append(letter) }
      return letters.count < 1000
    }
    return letters
  }
}
