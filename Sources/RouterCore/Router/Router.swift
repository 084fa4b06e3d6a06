/// Decides what becomes of events. A value, stepped with log entries and time on one thread at a time; what there is to
/// do outside comes back as a `RouterStep`.
package struct Router: Sendable {
  package private(set) var graph: Graph
  var wiring: Wiring
  var ledger: Ledger
  /// The live state of every stage, in the order of the graph.
  var stages: [any Stage]
  /// No stage wants to be called before this; may be too early, never too late.
  package internal(set) var deadline: Timestamp?
  package internal(set) var clock = Timestamp.distantPast
  /// What stages emitted up to this entry was counted in an earlier life of the process.
  var inherited = EventNumber.zero
  var held = HeldEvents()
  /// What is left to do about the event at hand: the last one first. A list instead of recursion, since chains of
  /// pipelines may be long.
  var agenda: [Errand] = []
  /// One for the event at hand and, above it, one for each held event whose release interrupts it. Only the first
  /// `openAdmissions` are in use; the others are kept for their storage.
  var admissions: [SinkAdmission] = []
  var openAdmissions = 0
  var output = StageOutput()

  package init(graph: Graph) {
    self.graph = graph
    ledger = Ledger()
    wiring = Wiring(graph, &ledger)
    stages = graph.pipelines.flatMap { $0.stages.map(\.prototype) }
    deadline = stages.lazy.compactMap(\.deadline).min()
  }

  package func counters() -> LedgerSnapshot { ledger.snapshot() }

  /// Routes entries in order. Stages whose deadline lies before an entry speak before it.
  package mutating func step(_ entries: [LogEntry]) -> RouterStep {
    var step = RouterStep(graph: graph, events: entries.count)
    for entry in entries {
      callDueStages(at: entry.loggedAt, &step)
      clock = max(clock, entry.loggedAt)
      route(entry, &step)
    }
    return step
  }

  /// Lets time pass without an event.
  package mutating func advance(to now: Timestamp) -> RouterStep {
    var step = RouterStep(graph: graph)
    callDueStages(at: now, &step)
    clock = max(clock, now)
    return step
  }

  /// Puts another graph in place. A stage at the same place with an equal config keeps its state; what the others hold
  /// ends here.
  package mutating func swap(to next: Graph) -> RouterStep {
    var step = RouterStep(graph: graph)
    discardHeld(notIn: next, &step)
    held.move(from: graph, to: next)
    stages = stages(continuedIn: next)
    graph = next
    wiring = Wiring(next, &ledger)
    admissions = []
    deadline = stages.lazy.compactMap(\.deadline).min()
    return step
  }

  private func stages(continuedIn next: Graph) -> [any Stage] {
    next.places.map { place in
      guard let previous = graph.successor(of: place, in: next) else { return next.node(at: place).prototype }
      return stages[wiring.index(of: previous)]
    }
  }

  private mutating func discardHeld(notIn next: Graph, _ step: inout RouterStep) {
    for place in held.places.sorted() where next.successor(of: place, in: graph) == nil {
      let point = wiring.stage(place).point
      for (number, form) in held.takeAll(at: place) {
        ledger.update(point) { $0.held -= 1 }
        ledger.drop(at: point, .reloaded)
        step.outcomes.add(number, droppedAt: place, .reloaded, isChanged: form.isChanged)
      }
    }
  }
}
