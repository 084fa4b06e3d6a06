// Takes events through the graph.
extension Router {
  mutating func route(_ entry: LogEntry, _ step: inout RouterStep) {
    let delivery = Delivery(number: entry.number, event: entry.event)
    switch entry.origin {
    case .source(let name): enter(delivery, from: name, &step)
    case .stage(let pipeline, let stage): enter(delivery, behind: stage, in: pipeline, &step)
    }
    runErrands(&step)
  }

  private mutating func enter(_ delivery: Delivery, from name: String, _ step: inout RouterStep) {
    let index = wiring.source(name, of: graph, &ledger)
    let (point, exits) = (wiring.sources[index].point, wiring.sources[index].pipelines)
    guard !exits.isEmpty else {
      ledger.update(point) {
        $0.received += 1
        $0.unrouted += 1
      }
      return step.outcomes.add(delivery.number, unroutedBehind: nil)
    }
    ledger.update(point) {
      $0.received += 1
      $0.passed += 1
      $0.sent += UInt64(exits.count)
    }
    let admission = openAdmission(delivery.number)
    // The last errand is done first: in reverse, so that pipelines run in file order.
    for exit in exits.reversed() {
      let (pipeline, hop) = (wiring.exits[exit].target, wiring.exits[exit].hop)
      ledger.move(along: hop)
      agenda.append(.walk(Walker(delivery: delivery, pipeline: pipeline, admission: admission)))
    }
  }

  /// An emitted event goes on behind its stage, or nowhere when a reload has removed that stage.
  private mutating func enter(
    _ delivery: Delivery, behind stage: String, in pipeline: String, _ step: inout RouterStep
  ) {
    let isInherited = delivery.number <= inherited
    guard let place = graph.place(ofStage: stage, inPipeline: pipeline) else {
      ledger.update(ledger.id(of: .stage(pipeline: pipeline, stage: stage))) {
        $0.emitted += isInherited ? 1 : 0
        $0.returned += 1
        $0.unrouted += 1
      }
      return step.outcomes.add(delivery.number, unroutedBehind: nil)
    }
    let wire = wiring.stage(place)
    ledger.update(wire.point) {
      $0.emitted += isInherited ? 1 : 0
      $0.returned += 1
    }
    ledger.move(along: wire.next)
    let admission = openAdmission(delivery.number)
    agenda.append(
      .walk(
        Walker(delivery: delivery, pipeline: place.pipeline, stage: place.position + 1, admission: admission)))
  }

  mutating func runErrands(_ step: inout RouterStep) {
    while let errand = agenda.popLast() {
      switch errand {
      case .walk(let walker): walk(walker, &step)
      case .release(let delivery, let place): release(delivery, from: place)
      case .admit: admit(&step)
      }
    }
  }

  /// Until the pipeline's end, until a stage stops it, or until a released event has to go first.
  private mutating func walk(_ start: Walker, _ step: inout RouterStep) {
    var walker = start
    let wire = wiring.pipelines[walker.pipeline]
    while walker.stage < wire.stages.count {
      let place = walker.place
      guard visitStage(&walker, &step) else { return settleOutput(of: place, &step) }
      guard output.isEmpty else {
        agenda.append(.walk(walker))
        return settleOutput(of: place, &step)
      }
    }
    fanOut(walker, wire, &step)
  }

  /// True when the event goes on behind the stage.
  private mutating func visitStage(_ walker: inout Walker, _ step: inout RouterStep) -> Bool {
    let index = wiring.index(of: walker.place)
    let wire = wiring.stages[index]
    let verdict = stages[index].process(walker.delivery, at: clock, &output)
    note(deadline: stages[index].deadline)
    switch verdict {
    case .keep: break
    case .replace(let event): walker.replace(with: event)
    case .drop(let reason):
      ledger.drop(at: wire.point, reason)
      step.outcomes.add(walker.delivery.number, droppedAt: walker.place, reason, isChanged: walker.isChanged)
      return false
    case .absorb:
      ledger.update(wire.point) { $0.absorbed += 1 }
      step.outcomes.add(walker.delivery.number, absorbedAt: walker.place, isChanged: walker.isChanged)
      return false
    case .hold:
      ledger.update(wire.point) { $0.held += 1 }
      held.add(walker.delivery, at: walker.place, isChanged: walker.isChanged)
      step.outcomes.add(walker.delivery.number, heldAt: walker.place, isChanged: walker.isChanged)
      return false
    }
    ledger.update(wire.point) { $0.passed += 1 }
    ledger.move(along: wire.next)
    walker.stage += 1
    return true
  }

  /// From a pipeline's end to its sinks and to the pipelines that read it.
  private mutating func fanOut(_ walker: Walker, _ wire: Wiring.PipelineWire, _ step: inout RouterStep) {
    let copies = wire.sinks.count + wire.downstream.count
    guard copies > 0 else {
      ledger.update(wire.end) { $0.unrouted += 1 }
      return step.outcomes.add(
        walker.delivery.number, unroutedBehind: walker.pipeline, isChanged: walker.isChanged)
    }
    ledger.update(wire.end) {
      $0.passed += 1
      $0.sent += UInt64(copies)
    }
    for exit in wire.sinks {
      let (sink, hop) = (wiring.exits[exit].target, wiring.exits[exit].hop)
      ledger.move(along: hop)
      if let loser = admissions[walker.admission].offer(walker, to: sink) { step.outcomes.add(loser, mergedAt: sink) }
    }
    for exit in wire.downstream.reversed() {
      ledger.move(along: wiring.exits[exit].hop)
      agenda.append(.walk(walker.entering(wiring.exits[exit].target)))
    }
  }
}
