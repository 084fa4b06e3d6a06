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
  /// Emitted events on their way through the log.
  private var returning: [(origin: Origin, event: Event)] = []
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
    let (origin, event) = isReturning ? returning.removeFirst() : (.source(source), Samples.event(&random))
    return LogEntry(number: head, loggedAt: logTime, origin: origin, event: event)
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
    let deliveries = Dictionary(uniqueKeysWithValues: zip(step.outcomes.graph.sinks, step.deliveries))
    expectEqual(
      deliveries.filter { !$0.value.isEmpty }.mapValues(texts), naive.deliveries.mapValues(texts), "deliveries")
    expectEqual(step.emissions.map(text), naive.emissions.map(text), "emissions")
    compareOutcomes(step.outcomes)
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
    journal.record(batch)
    for (sink, deliveries) in naive.deliveries {
      for delivery in deliveries {
        let admission = naive.outcomes[delivery.number]?.first { $0.fate == .admitted(sink: sink) }
        let form = journal.changedForm(of: delivery.number, sink: sink).map { "\($0.data)" }
        let expected = admission?.isChanged == true ? "\(delivery.event.data)" : nil
        expectEqual(form, expected, "form of \(delivery.number) at \(sink)")
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

  private func text(_ emission: (origin: Origin, event: Event)) -> String {
    "\(emission.origin) \(emission.event.data)"
  }

  /// How often each came, in whatever order.
  private func counted(_ outcomes: [Outcome]) -> [Outcome: Int] {
    outcomes.reduce(into: [:]) { $0[$1, default: 0] += 1 }
  }
}
