import DequeModule

/// The newest decisions, in the order in which they were made.
struct OutcomeJournal: Sendable {
  private struct Page: Sendable {
    /// Small batches of one graph share a page up to this many records.
    private static let size = 1024

    let start: JournalPosition
    private(set) var batch: OutcomeBatch
    private(set) var oldest: EventNumber
    private(set) var newest: EventNumber

    var end: JournalPosition { start + batch.count }

    init?(_ batch: OutcomeBatch, at start: JournalPosition) {
      guard let (oldest, newest) = batch.numbers else { return nil }
      self.start = start
      self.batch = batch
      self.oldest = oldest
      self.newest = newest
    }

    func hasRoom(for later: Page) -> Bool {
      batch.count + later.batch.count <= Self.size && batch.names === later.batch.names
    }

    mutating func append(_ later: Page) {
      batch.append(later.batch)
      oldest = min(oldest, later.oldest)
      newest = max(newest, later.newest)
    }
  }

  private var pages: Deque<Page> = []
  private var oldest = EventNumber.zero
  private(set) var end: JournalPosition
  /// Decisions from here on are at hand.
  var start: JournalPosition { pages.first?.start ?? end }

  init(end: JournalPosition = .start) { self.end = end }

  var pageCount: Int { pages.count }

  mutating func record(_ batch: OutcomeBatch) {
    guard let page = Page(batch, at: end) else { return }
    end = page.end
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

  /// - Parameter limit: decisions behind it are kept whatever they are about.
  mutating func forget(before oldest: EventNumber, through limit: JournalPosition) {
    self.oldest = oldest
    while let page = pages.first, page.newest < oldest, page.end <= limit { pages.removeFirst() }
  }

  /// What was admitted to a sink behind a position. Before `start` there is a hole.
  /// - Parameter event: an event by its number, in the form of the log; nil for one that is not at hand.
  func page(
    for sink: String, after position: JournalPosition, limit: Int, event: (EventNumber) -> Event?
  ) -> SinkPage {
    var result = SinkPage(next: position)
    result.skip(to: start)
    var index = firstPage(behind: position)
    while index < pages.count, result.deliveries.count < limit {
      let page = pages[index]
      page.batch.collect(for: sink, from: page.start, into: &result, limit: limit, event: event)
      index += 1
    }
    return result
  }

  /// How many events were admitted to a sink behind a position that is not before `start`.
  func backlog(of sink: String, after position: JournalPosition) -> Int {
    pages.dropFirst(firstPage(behind: position)).reduce(0) { sum, page in
      sum + page.batch.admitted(to: sink, skipping: page.start < position ? Int(position.value - page.start.value) : 0)
    }
  }

  /// See `LogStorage.position`. Nil when the answer may lie before `start`.
  func position(after number: EventNumber, for sink: String) -> JournalPosition? {
    for page in pages.reversed() where page.oldest <= number && number <= page.newest {
      if let offset = page.batch.lastAdmission(of: number, to: sink) { return page.start + offset + 1 }
    }
    // Not admitted: behind all decisions about events up to it.
    for page in pages.reversed() where page.oldest <= number {
      return page.start + page.batch.countDecided(upTo: number)
    }
    return nil
  }

  private func firstPage(behind position: JournalPosition) -> Int {
    var (low, high) = (0, pages.count)
    while low < high {
      let middle = (low + high) / 2
      if pages[middle].end <= position { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private func pages(about number: EventNumber) -> [Page] {
    number < oldest ? [] : pages.filter { $0.oldest <= number && number <= $0.newest }
  }
}
