import TestSupport
import Testing

@testable import RouterCore

/// Random graphs, events, times and reloads: the router against the naive one, after every step.
@Suite struct RouterPropertyTests {
  @Test(arguments: 0..<20)
  func `the router does what the naive router does`(hundred: UInt64) async throws {
    for seed in hundred * 100..<(hundred + 1) * 100 {
      // Other tests want their turn.
      await Task.yield()
      var run = try RouterRun(seed: seed)
      for _ in 0..<30 { try run.next() }
      guard run.differences.isEmpty else {
        Issue.record("seed \(seed): \(run.differences.joined(separator: "\n"))")
        return
      }
    }
  }
}

/// One random history, done by both.
private struct RouterRun {
  private var random: SplitMix64
  private var router: Router
  private var naive: NaiveRouter
  private var journal = OutcomeJournal()
  private var counters = LedgerSnapshot(points: [:], edges: [:])
  private var head = EventNumber.zero
  private var logTime = VirtualTime.start
  /// Every event as it was logged.
  private var originals: [EventNumber: Event] = [:]
  /// Emitted events on their way through the log.
  private var returning: [Emission] = []
  private(set) var differences: [String] = []

  init(seed: UInt64) throws {
    random = SplitMix64(seed: seed)
    let plan = GraphPlan.random(using: &random)
    router = Router(graph: try plan.graph())
    naive = NaiveRouter(plan)
  }

  mutating func next() throws {
    guard differences.isEmpty else { return }
    switch Int.random(in: 0..<20, using: &random) {
    case 0: try swap()
    case 1...3: letTimePass()
    default: route()
    }
  }

  private mutating func route() {
    let entries = (0..<Int.random(in: 1...4, using: &random)).map { _ in nextEntry() }
    let step = router.step(entries)
    entries.forEach { naive.step($0) }
    compare(step)
  }

  private mutating func nextEntry() -> LogEntry {
    head = head.next
    logTime = logTime + .milliseconds(Int64.random(in: 0...500, using: &random))
    let isReturning = !returning.isEmpty && Bool.random(using: &random)
    let source = (GraphPlan.sources + ["nobody reads this"]).randomElement(using: &random) ?? ""
    let next =
      isReturning ? returning.removeFirst() : Emission(origin: .source(source), event: Samples.event(&random))
    originals[head] = next.event
    return LogEntry(number: head, loggedAt: logTime, origin: next.origin, event: next.event)
  }

  private mutating func letTimePass() {
    // The machine's clock may be behind the log's.
    let now = logTime + .milliseconds(Int64.random(in: -500...3000, using: &random))
    let step = router.advance(to: now)
    naive.advance(to: now)
    compare(step)
  }

  private mutating func swap() throws {
    let isNew = Int.random(in: 0..<3, using: &random) == 0
    let plan = isNew ? GraphPlan.random(using: &random) : naive.plan.edited(using: &random)
    let step = router.swap(to: try plan.graph())
    naive.swap(to: plan)
    compare(step)
  }

  // MARK: Comparing

  private mutating func compare(_ step: RouterStep) {
    let deliveries = Dictionary(uniqueKeysWithValues: zip(step.outcomes.names.sinks, step.deliveries))
    expectEqual(
      deliveries.filter { !$0.value.isEmpty }.mapValues(texts), naive.deliveries.mapValues(texts), "deliveries")
    expectEqual(step.emissions.map(text), naive.emissions.map(text), "emissions")
    compareOutcomes(step.outcomes)
    compareJournal(step, deliveries)
    compareCounters()
    returning += step.emissions
    naive.deliveries = [:]
    naive.emissions = []
    naive.outcomes = [:]
  }

  private mutating func compareOutcomes(_ batch: OutcomeBatch) {
    let numbers = Set(batch.records.map(\.number))
    let outcomes = Dictionary(uniqueKeysWithValues: numbers.map { ($0, batch.outcomes(of: $0)) })
    expectEqual(outcomes.mapValues(counted), naive.outcomes.mapValues(counted), "outcomes")
  }

  /// The journal gives each sink what it was handed, in that order and form, also after it was stored.
  private mutating func compareJournal(_ step: RouterStep, _ deliveries: [String: [Delivery]]) {
    let before = journal.end
    let forms = Dictionary(uniqueKeysWithValues: step.outcomes.storedForms.map { ($0.offset, $0.data) })
    let stored = OutcomeBatch(
      stored: step.outcomes.storedRecords, reasons: step.outcomes.reasonNames, names: step.outcomes.names
    ) { offset, number in
      forms[offset].flatMap { data in originals[number]?.replacing(data: data) }
    }
    guard let stored else { return differences.append("the decisions cannot be read again") }
    journal.record(stored)
    for (sink, expected) in deliveries {
      let page = journal.page(for: sink, after: before, limit: .max) { originals[$0] }
      expectEqual(texts(page.deliveries), texts(expected), "page for \(sink)")
      expectEqual(page.next, journal.end, "end of the page for \(sink)")
      expectEqual(journal.backlog(of: sink, after: before), expected.count, "backlog of \(sink)")
      if let last = expected.last {
        let position = journal.position(after: last.number, for: sink)
        expectEqual(position, page.positions.last, "position of \(last.number) at \(sink)")
      }
    }
  }

  private mutating func compareCounters() {
    let snapshot = router.counters()
    expectEqual(snapshot.unaccounted, 0, "unaccounted")
    expectEqual(
      snapshot.points.filter { $0.value != Ledger.Tally() }, naive.points.filter { $0.value != Ledger.Tally() },
      "points")
    expectEqual(snapshot.edges.filter { $0.value > 0 }, naive.edges, "edges")
    for (edge, count) in counters.edges where count > snapshot.edges[edge] ?? 0 {
      differences.append("the counter of \(edge) went back from \(count)")
    }
    counters = snapshot
  }

  private func used(_ points: [Ledger.Point: Ledger.Tally]) -> [Ledger.Point: Ledger.Tally] {
    points.filter { $0.value != Ledger.Tally() }
  }

  private mutating func expectEqual<Value: Equatable>(_ actual: Value, _ expected: Value, _ what: String) {
    if actual != expected { differences.append("\(what)\n  is        \(actual)\n  should be \(expected)") }
  }

  private func texts(_ deliveries: [Delivery]) -> [String] {
    deliveries.map { "\($0.number.value) \($0.event.data)" }
  }

  private func text(_ emission: Emission) -> String {
    "\(emission.origin) \(emission.event.data)"
  }

  /// How often each came, in whatever order.
  private func counted(_ outcomes: [Outcome]) -> [Outcome: Int] {
    outcomes.reduce(into: [:]) { $0[$1, default: 0] += 1 }
  }
}
