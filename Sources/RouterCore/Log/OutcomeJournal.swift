import DequeModule

/// The decisions about the events that are still retained, newest last.
struct OutcomeJournal: Sendable {
  private struct Page: Sendable {
    /// Small batches of one graph share a page up to this many records.
    private static let size = 1024

    private(set) var batch: OutcomeBatch
    private(set) var oldest: EventNumber
    private(set) var newest: EventNumber

    init?(_ batch: OutcomeBatch) {
      guard let first = batch.records.first else { return nil }
      (oldest, newest) = (first.number, first.number)
      for record in batch.records {
        oldest = min(oldest, record.number)
        newest = max(newest, record.number)
      }
      self.batch = batch
    }

    func hasRoom(for later: Page) -> Bool {
      batch.records.count + later.batch.records.count <= Self.size && batch.graph.isSame(as: later.batch.graph)
    }

    mutating func append(_ later: Page) {
      batch.append(later.batch)
      oldest = min(oldest, later.oldest)
      newest = max(newest, later.newest)
    }
  }

  private var pages: Deque<Page> = []
  private var oldest = EventNumber.zero

  var pageCount: Int { pages.count }

  mutating func record(_ batch: OutcomeBatch) {
    guard let page = Page(batch) else { return }
    if let last = pages.indices.last, pages[last].hasRoom(for: page) {
      pages[last].append(page)
    } else {
      pages.append(page)
    }
  }

  /// A held event is decided later than its neighbours, so any page may speak of it.
  func outcomes(of number: EventNumber) -> [Outcome] {
    pages(about: number).flatMap { $0.batch.outcomes(of: number) }
  }

  /// The form that a sink was given, when a stage had changed it.
  func changedForm(of number: EventNumber, sink: String) -> Event? {
    for page in pages(about: number).reversed() {
      let form = page.batch.changed.last { $0.number == number && page.batch.graph.sinks[Int($0.sink)] == sink }
      if let form { return form.event }
    }
    return nil
  }

  mutating func forget(before oldest: EventNumber) {
    self.oldest = oldest
    while let page = pages.first, page.newest < oldest { pages.removeFirst() }
  }

  private func pages(about number: EventNumber) -> [Page] {
    number < oldest ? [] : pages.filter { $0.oldest <= number && number <= $0.newest }
  }
}
