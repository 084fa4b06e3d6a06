// Reading decisions for one sink.
extension OutcomeBatch {
  /// The lowest and the highest event number in it; nil when it is empty.
  package var numbers: (oldest: EventNumber, newest: EventNumber)? {
    guard let first = records.first else { return nil }
    return records.reduce((first.number, first.number)) { (min($0.0, $1.number), max($0.1, $1.number)) }
  }

  /// Adds what was admitted to a sink behind `page.next`, which then stands behind all that was looked at.
  /// - Parameters:
  ///   - start: where this batch begins.
  ///   - event: an event by its number, in the form of the log; nil for one that cannot be read.
  package func collect(
    for sink: String, from start: JournalPosition, into page: inout SinkPage, limit: Int,
    event: (EventNumber) -> Event?
  ) {
    let wanted = names.sink(named: sink)
    var forms = changed.makeIterator()
    for (offset, record) in records.enumerated() {
      // Forms stand in the order of the records that they belong to.
      let form = record.kind == .admitted && record.isChanged ? forms.next() : nil
      let place = start + offset + 1
      guard place > page.next else { continue }
      page.next = place
      page.reached = record.number
      guard record.kind == .admitted, record.place == wanted else { continue }
      // A changed form that is lost must not be replaced by the original: a stage may have removed what nobody should see.
      guard let event = form.map(\.event) ?? event(record.number) else {
        page.lose(record.number)
        continue
      }
      page.deliveries.append(Delivery(number: record.number, event: event))
      page.positions.append(place)
      if page.deliveries.count >= limit { return }
    }
  }

  /// Numbers that `collect` would ask for.
  package func unchangedNumbers(for sink: String, skipping count: Int) -> [EventNumber] {
    let wanted = names.sink(named: sink)
    return records.dropFirst(count).lazy
      .filter { $0.kind == .admitted && $0.place == wanted && !$0.isChanged }.map(\.number)
  }

  /// How many events were admitted to a sink, not counting the first decisions.
  package func admitted(to sink: String, skipping count: Int) -> Int {
    let wanted = names.sink(named: sink)
    return records.dropFirst(count).count { $0.kind == .admitted && $0.place == wanted }
  }

  /// Where among the decisions stands the last one that gave an event to a sink.
  package func lastAdmission(of number: EventNumber, to sink: String) -> Int? {
    let wanted = names.sink(named: sink)
    return records.lastIndex { $0.number == number && $0.kind == .admitted && $0.place == wanted }
  }

  /// How many decisions there are up to the last one about an event up to this one.
  package func countDecided(upTo number: EventNumber) -> Int {
    (records.lastIndex { $0.number <= number } ?? -1) + 1
  }
}
