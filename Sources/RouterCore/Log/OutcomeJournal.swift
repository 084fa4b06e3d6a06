import DequeModule

/// The decisions about the events that are still retained, newest last.
struct OutcomeJournal: Sendable {
  private var pages: Deque<(batch: OutcomeBatch, newest: EventNumber)> = []

  mutating func record(_ batch: OutcomeBatch) {
    guard let newest = batch.records.max(by: { $0.number < $1.number })?.number else { return }
    pages.append((batch, newest))
  }

  /// A held event is decided later than its neighbours, so every batch may speak of it.
  func outcomes(of number: EventNumber) -> [Outcome] {
    pages.flatMap { page in
      page.batch.records.filter { $0.number == number }.map { page.batch.outcome(of: $0) }
    }
  }

  /// The form that a sink was given, when a stage had changed it.
  func changedForm(of number: EventNumber, sink: Int) -> Event? {
    let form = OutcomeBatch.ChangedForm(number: number, sink: Int16(sink))
    return pages.reversed().lazy.compactMap { $0.batch.changed[form] }.first
  }

  mutating func forget(before oldest: EventNumber) {
    while let page = pages.first, page.newest < oldest { pages.removeFirst() }
  }
}
