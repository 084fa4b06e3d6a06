/// Decides what becomes of events. A value, stepped with log entries and time on one thread at a time; what there is to do
/// outside comes back as a `RouterStep`.
package struct Router: Sendable {
  package private(set) var graph: Graph
  private var wiring: Wiring
  private var ledger: Ledger
  /// The live state of every stage: `stages[pipeline][position]`.
  private var stages: [[any Stage]]
  /// No stage wants to be called before this; may be too early, never too late.
  private var earliest: Timestamp?
  private var clock = Timestamp.distantPast
  private var held = HeldEvents()
  private var admission: SinkAdmission
  private var output = StageOutput()
  /// The walk's to-do list, kept for its storage. A list instead of recursion: chains of pipelines may be long.
  private var pending: [Walker] = []

  package init(graph: Graph) {
    self.graph = graph
    ledger = Ledger()
    wiring = Wiring(graph, &ledger)
    stages = graph.pipelines.map { $0.stages.map(\.prototype) }
    admission = SinkAdmission(sinks: graph.sinks.count)
    earliest = stages.joined().compactMap(\.deadline).min()
  }

  package var deadline: Timestamp? { earliest }

  package func counters() -> LedgerSnapshot { ledger.snapshot() }

  /// Routes entries in order. Stages whose deadline lies before an entry speak before it.
  package mutating func step(_ entries: [LogEntry]) -> RouterStep {
    var step = RouterStep(graph: graph)
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

  /// Puts another graph in place. A stage at the same place with an equal config keeps its state; what the others hold ends here.
  package mutating func swap(to next: Graph) -> RouterStep {
    var step = RouterStep(graph: graph)
    let previous = (graph: graph, stages: stages)
    graph = next
    stages = next.pipelines.map { pipeline in
      pipeline.stages.map { node in
        previous.graph.place(of: node, in: pipeline.name).map { previous.stages[$0.pipeline][$0.stage] }
          ?? node.prototype
      }
    }
    discardHeld(notIn: next, &step)
    wiring = Wiring(next, &ledger)
    admission = SinkAdmission(sinks: next.sinks.count)
    held.remap(from: previous.graph, to: next)
    earliest = stages.joined().compactMap(\.deadline).min()
    return step
  }
}

// MARK: - Walking the graph

extension Router {
  private mutating func route(_ entry: LogEntry, _ step: inout RouterStep) {
    let delivery = Delivery(number: entry.number, event: entry.event)
    switch entry.origin {
    case .source(let name): routeFromSource(delivery, name, &step)
    case .stage(let pipeline, let stage): routeFromStage(delivery, pipeline: pipeline, stage: stage, &step)
    }
  }

  private mutating func routeFromSource(_ delivery: Delivery, _ name: String, _ step: inout RouterStep) {
    guard let source = wiring.sources[name], !source.pipelines.isEmpty else {
      return recordUnrouted(delivery, from: .source(name), &step)
    }
    ledger.update(source.point) {
      $0.received += 1
      $0.passed += 1
      $0.sent += UInt64(source.pipelines.count)
    }
    admission.begin(delivery.number)
    for (pipeline, hop) in source.pipelines {
      ledger.move(along: hop.edge, to: hop.point)
      run(Walker(delivery: delivery, pipeline: pipeline, stage: 0, isChanged: false), &step)
    }
    admit(&step)
  }

  /// An emitted event goes on behind its stage, or nowhere when a reload has removed that stage.
  private mutating func routeFromStage(
    _ delivery: Delivery, pipeline: String, stage: String, _ step: inout RouterStep
  ) {
    guard let index = graph.pipeline(named: pipeline),
      let position = graph.pipelines[index].stages.firstIndex(where: { $0.name == stage })
    else { return recordUnrouted(delivery, from: .source("\(pipeline)/\(stage)"), &step) }
    let wire = wiring.pipelines[index].stages[position]
    ledger.update(wire.point) { $0.returned += 1 }
    admission.begin(delivery.number)
    ledger.move(along: wire.next.edge, to: wire.next.point)
    run(Walker(delivery: delivery, pipeline: index, stage: position + 1, isChanged: false), &step)
    admit(&step)
  }

  private mutating func recordUnrouted(_ delivery: Delivery, from point: Ledger.Point, _ step: inout RouterStep) {
    ledger.update(ledger.id(of: point)) {
      $0.received += 1
      $0.unrouted += 1
    }
    step.outcomes.add(delivery, .unrouted)
  }

  /// Takes one event through a pipeline and the pipelines behind it.
  private mutating func run(_ start: Walker, _ step: inout RouterStep) {
    // A release in the middle of a walk runs on the same list, above what is already there.
    let base = pending.count
    pending.append(start)
    while pending.count > base, var walker = pending.popLast() {
      guard runStages(&walker, &step) else { continue }
      let wire = wiring.pipelines[walker.pipeline]
      ledger.update(wire.end) {
        $0.passed += 1
        $0.sent += UInt64(wire.sinks.count + wire.downstream.count)
      }
      for (sink, hop) in wire.sinks {
        ledger.move(along: hop.edge, to: hop.point)
        offer(walker, to: sink, &step)
      }
      for (pipeline, hop) in wire.downstream.reversed() {
        ledger.move(along: hop.edge, to: hop.point)
        pending.append(
          Walker(delivery: walker.delivery, pipeline: pipeline, stage: 0, isChanged: walker.isChanged))
      }
    }
  }

  /// True when the event came to the pipeline's end.
  private mutating func runStages(_ walker: inout Walker, _ step: inout RouterStep) -> Bool {
    let count = stages[walker.pipeline].count
    while walker.stage < count {
      let (pipeline, position) = (walker.pipeline, walker.stage)
      let verdict = stages[pipeline][position].process(walker.delivery, at: clock, &output)
      let goesOn = apply(verdict, to: &walker, &step)
      note(deadline: stages[pipeline][position].deadline)
      if !output.isEmpty { settleOutput(of: pipeline, position, &step) }
      guard goesOn else { return false }
      let next = wiring.pipelines[pipeline].stages[position].next
      ledger.move(along: next.edge, to: next.point)
      walker.stage += 1
    }
    return true
  }

  private mutating func apply(_ verdict: StageVerdict, to walker: inout Walker, _ step: inout RouterStep) -> Bool {
    let point = wiring.pipelines[walker.pipeline].stages[walker.stage].point
    switch verdict {
    case .keep:
      ledger.update(point) { $0.passed += 1 }
      return true
    case .replace(let event):
      ledger.update(point) { $0.passed += 1 }
      walker.replace(with: event)
      return true
    case .drop(let reason):
      ledger.update(point) { $0.dropped[reason, default: 0] += 1 }
      step.outcomes.add(walker, .dropped, reason: reason)
    case .absorb:
      ledger.update(point) { $0.absorbed += 1 }
      step.outcomes.add(walker, .absorbed)
    case .hold:
      ledger.update(point) { $0.held += 1 }
      held.add(walker.delivery.number, pipeline: walker.pipeline, stage: walker.stage, isChanged: walker.isChanged)
      step.outcomes.add(walker, .held)
    }
    return false
  }
}

// MARK: - What stages say of their own accord

extension Router {
  private mutating func note(deadline: Timestamp?) {
    guard let deadline else { return }
    earliest = min(earliest ?? deadline, deadline)
  }

  private mutating func callDueStages(at now: Timestamp, _ step: inout RouterStep) {
    guard let earliest, earliest <= now else { return }
    clock = max(clock, now)
    for pipeline in stages.indices {
      for position in stages[pipeline].indices {
        guard let deadline = stages[pipeline][position].deadline, deadline <= now else { continue }
        stages[pipeline][position].due(at: now, &output)
        if !output.isEmpty { settleOutput(of: pipeline, position, &step) }
      }
    }
    self.earliest = stages.joined().compactMap(\.deadline).min()
  }

  private mutating func settleOutput(of pipeline: Int, _ position: Int, _ step: inout RouterStep) {
    // Taken out first: the events that go on may make other stages speak.
    var taken = StageOutput()
    Swift.swap(&taken, &output)
    let wire = wiring.pipelines[pipeline].stages[position]
    let node = graph.pipelines[pipeline]
    for event in taken.emitted {
      ledger.update(wire.point) { $0.emitted += 1 }
      step.emissions.append((.stage(pipeline: node.name, stage: node.stages[position].name), event))
    }
    for (number, reason) in taken.discarded {
      guard let memory = held.take(number, pipeline: pipeline, stage: position) else { continue }
      ledger.update(wire.point) {
        $0.held -= 1
        $0.dropped[reason, default: 0] += 1
      }
      step.outcomes.add(
        number: number, pipeline: pipeline, stage: position, .dropped, isChanged: memory.isChanged, reason: reason)
    }
    for delivery in taken.released { release(delivery, pipeline: pipeline, position, &step) }
  }

  private mutating func release(_ delivery: Delivery, pipeline: Int, _ position: Int, _ step: inout RouterStep) {
    guard let memory = held.take(delivery.number, pipeline: pipeline, stage: position) else { return }
    let wire = wiring.pipelines[pipeline].stages[position]
    ledger.update(wire.point) {
      $0.held -= 1
      $0.passed += 1
    }
    ledger.move(along: wire.next.edge, to: wire.next.point)
    // A walk of its own in the middle of another event's: that one's admissions must wait unharmed.
    var own = SinkAdmission(sinks: graph.sinks.count)
    own.begin(delivery.number, reached: memory.reached)
    Swift.swap(&own, &admission)
    run(Walker(delivery: delivery, pipeline: pipeline, stage: position + 1, isChanged: memory.isChanged), &step)
    admit(&step)
    Swift.swap(&own, &admission)
  }

  private mutating func discardHeld(notIn next: Graph, _ step: inout RouterStep) {
    let previous = step.outcomes.graph
    for place in held.places where !previous.keepsState(ofStage: place.stage, in: place.pipeline, after: next) {
      let point = wiring.pipelines[place.pipeline].stages[place.stage].point
      for number in held.takeAll(at: place) {
        ledger.update(point) {
          $0.held -= 1
          $0.dropped[.reloaded, default: 0] += 1
        }
        step.outcomes.add(
          number: number, pipeline: place.pipeline, stage: place.stage, .dropped, isChanged: false, reason: .reloaded)
      }
    }
  }
}

// MARK: - Sinks

extension Router {
  private mutating func offer(_ walker: Walker, to sink: Int, _ step: inout RouterStep) {
    if let loser = admission.offer(walker, to: sink) { step.outcomes.add(loser, .merged, sink: sink) }
  }

  /// Hands the event at hand to the sinks that pipelines admitted it to. A sink that had it before (while another
  /// pipeline held it) does not get it again.
  private mutating func admit(_ step: inout RouterStep) {
    guard let number = admission.number else { return }
    for position in 0..<admission.count {
      guard let (sink, walker, merged) = admission.winner(at: position) else { continue }
      let point = wiring.sinks[sink]
      if admission.reached.contains(sink) {
        ledger.update(point) { $0.merged += merged + 1 }
        step.outcomes.add(walker, .merged, sink: sink)
        continue
      }
      ledger.update(point) {
        $0.passed += 1
        $0.merged += merged
      }
      held.noteReached(sink, number)
      step.deliveries[sink].append(walker.delivery)
      step.outcomes.add(walker, .admitted, sink: sink)
      if walker.isChanged { step.outcomes.keepForm(walker.delivery, sink: sink) }
    }
  }
}
