import GRDB
import ResourceStore
import RouterCore

/// Reads the log and lets the rules look at it. What they find, what they remember and how far they have read is stored in one
/// transaction per page: a crash neither loses nor repeats an insight.
struct RuleReader: Sendable {
  private static let page = 256
  /// Entries that matched nothing may be read again after a crash; so many at most.
  private static let maxUnstored: UInt64 = 2048

  let book: RuleBook
  let owner: String
  let store: Store
  /// How many insights there may be.
  let keep: Int
  let events: EventFeed
  /// The log's newest event when the component was made: where a rule begins that has never looked at this log.
  let start: EventNumber
  let noteChange: @Sendable () -> Void

  /// Runs until cancelled.
  func run() async throws {
    let epoch = events.epoch
    if book.rules.isEmpty { return try await rest(epoch) }
    var (engine, stored) = try await begin(epoch)
    var number = stored
    while true {
      let entries = try await events.entries(after: number, limit: Self.page)
      guard let last = entries.last else { continue }
      number = last.number
      let findings = entries.flatMap { engine.step($0) }
      let changes = engine.takeChanges()
      guard !changes.isEmpty || number.value - stored.value >= Self.maxUnstored else { continue }
      try await keep(findings, changes, .init(epoch: epoch, number: number))
      stored = number
    }
  }

  /// Without rules there is nothing to read, and nothing of earlier ones to go on from when there are some again.
  private func rest(_ epoch: String) async throws {
    try await store.write { [start] transaction in
      let table = RuleTable(transaction.database)
      try table.keepOnly([])
      try table.store(.init(epoch: epoch, number: start))
    }
    let (nothing, continuation) = AsyncStream<Never>.makeStream()
    for await _ in nothing {}
    withExtendedLifetime(continuation) {}
    throw CancellationError()
  }

  /// What an earlier life has left, with the rules of this one.
  private func begin(_ epoch: String) async throws -> (RuleEngine, EventNumber) {
    try await store.write { [self] transaction in
      let table = RuleTable(transaction.database)
      let known = try table.place()
      if let known, known.epoch != epoch { try table.forgetNumbers() }
      // A log that is new, as one in memory, is read from its beginning; one that was there before us is not.
      let place = known.map { $0.epoch == epoch ? $0.number : .zero } ?? start
      try table.keepOnly(book.rules)
      var (windows, since): ([RuleWindows], [EventNumber]) = ([], [])
      for rule in book.rules {
        if let number = try table.since(rule) {
          windows.append(RuleWindows(rule.terms, groups: try table.groups(rule)))
          since.append(number)
        } else {
          try table.begin(rule, since: start)
          windows.append(RuleWindows(rule.terms))
          since.append(start)
        }
      }
      try table.store(.init(epoch: epoch, number: place))
      return (RuleEngine(book, owner: owner, windows: windows, since: since), place)
    }
  }

  private func keep(_ findings: [Finding], _ changes: [RuleChange], _ place: RuleTable.Place) async throws {
    try await store.write { [keep] transaction in
      let (insights, rules) = (InsightTable(transaction.database), RuleTable(transaction.database))
      for finding in findings {
        let insight = finding.insight(at: transaction.now, revision: try transaction.nextRevision())
        try insights.insert(insight, keeping: keep)
        try transaction.emit(try insight.content.event)
      }
      for change in changes { try rules.store(change) }
      try rules.store(place)
    }
    if !findings.isEmpty { noteChange() }
  }
}
