import GRDB
import RouterCore

extension LogArchive {
  /// Entries read in one view of the file: a reader who takes long between two does not hold up the router's checkpoints.
  private static let page = 500

  /// Hands over all selected entries in order, also those of types that this build does not know.
  ///
  /// - Returns: the numbers of damaged ones, which are left out.
  package func export(_ selection: LogSelection, _ body: (Delivery) throws -> Void) throws -> [EventNumber] {
    let bounds = try numbers(of: selection)
    var damaged: [EventNumber] = []
    guard let (start, last) = bounds else { return [] }
    var after = start
    while after < last {
      let page = try read { database, _ in try Self.page(after: after, upTo: last, selection.types, in: database) }
      guard let end = page.end else { break }
      for delivery in page.deliveries { try body(delivery) }
      damaged += page.damaged
      after = end
    }
    return damaged
  }

  /// The numbers behind the first of which, and up to the second of which, a selection reads; nil when the log is empty.
  package func numbers(of selection: LogSelection) throws -> (after: EventNumber, last: EventNumber)? {
    try read { database, reader in try selection.numbers(in: database, reader) }
  }

  private struct Page {
    var deliveries: [Delivery] = []
    var damaged: [EventNumber] = []
    /// The last entry looked at; nil when there is none.
    var end: EventNumber?
  }

  private static func page(
    after: EventNumber, upTo last: EventNumber, _ types: Set<String>?, in database: Database
  ) throws -> Page {
    var page = Page()
    let select = try RawStatement(
      "SELECT \(EntryRow.columns) FROM entry WHERE number > ? AND number <= ? ORDER BY number LIMIT \(Self.page)",
      database)
    select.bind(Int64(after.value))
    select.bind(Int64(last.value))
    try select.forEach { row in
      let raw = EntryRow.raw(row)
      page.end = raw.number
      guard raw.isWhole, let event = Self.event(row) else {
        page.damaged.append(raw.number)
        return true
      }
      if types?.contains(event.typeName) ?? true {
        page.deliveries.append(Delivery(number: raw.number, event: event))
      }
      return true
    }
    return page
  }

  /// Read without a catalogue: its number for the type has no meaning outside a router.
  private static func event(_ row: RawRow) -> Event? {
    guard let type = row.text(4), let source = row.text(6), let data = try? JSONDocument(parsing: row.bytes(8)) else {
      return nil
    }
    return Event(
      type: EventTypeID(rawValue: .max), typeName: type, time: Timestamp(microseconds: row.integer(5)), source: source,
      agent: row.text(7), data: data)
  }
}

extension LogSelection {
  /// Behind which number to begin and with which to end. Nil when nothing can be selected.
  fileprivate func numbers(
    in database: Database, _ reader: LogReader
  ) throws -> (after: EventNumber, last: EventNumber)? {
    let newest = try Int64.fetchOne(database, sql: "SELECT max(number) FROM entry") ?? 0
    let after =
      switch from {
      case .number(let number): EventNumber(number.value - min(1, number.value))
      case .time(let time): try reader.number(before: time)
      case nil: EventNumber.zero
      }
    let last =
      switch to {
      case .number(let number): number
      case .time(let time): try reader.number(before: time + .microseconds(1))
      case nil: EventNumber(UInt64(clamping: newest))
      }
    return after < last ? (after, last) : nil
  }
}
