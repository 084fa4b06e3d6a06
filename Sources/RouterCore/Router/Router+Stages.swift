// What stages say besides their verdicts, and when nothing comes in.
extension Router {
  mutating func note(deadline next: Timestamp?) {
    guard let next else { return }
    deadline = min(deadline ?? next, next)
  }

  /// Each deadline is met in its own time, however late the call is: what is decided must not depend on when somebody found
  /// the time to look, or a router that is started anew would decide otherwise.
  mutating func callDueStages(at now: Timestamp, _ step: inout RouterStep) {
    while let moment = deadline, moment <= now {
      clock = max(clock, moment)
      for place in graph.places {
        let index = wiring.index(of: place)
        guard let wanted = stages[index].deadline, wanted <= clock else { continue }
        stages[index].due(at: clock, &output)
        settleOutput(of: place, &step)
        runErrands(&step)
      }
      deadline = stages.lazy.compactMap(\.deadline).min()
      // A stage that does not let go of its deadline is called again with the next step.
      guard let next = deadline, next > clock else { return }
    }
  }

  /// Books what a stage emitted and discarded, and puts what it released on the agenda.
  mutating func settleOutput(of place: StagePlace, _ step: inout RouterStep) {
    guard !output.isEmpty else { return }
    let wire = wiring.stage(place)
    for event in output.emitted {
      ledger.update(wire.point) { $0.emitted += 1 }
      let origin = Origin.stage(pipeline: graph.pipelines[place.pipeline].name, stage: graph.node(at: place).name)
      step.emissions.append(Emission(origin: origin, event: event))
    }
    for (number, reason) in output.discarded {
      guard let memory = held.take(number, at: place) else { continue }
      ledger.update(wire.point) { $0.held -= 1 }
      ledger.drop(at: wire.point, reason)
      step.outcomes.add(number, droppedAt: place, reason, isChanged: memory.form.isChanged)
    }
    // In reverse, since the last errand is done first.
    for delivery in output.released.reversed() { agenda.append(.release(delivery, from: place)) }
    output.clear()
  }

  mutating func release(_ delivery: Delivery, from place: StagePlace) {
    guard let memory = held.take(delivery.number, as: delivery.event, at: place) else { return }
    let wire = wiring.stage(place)
    ledger.update(wire.point) {
      $0.held -= 1
      $0.passed += 1
    }
    ledger.move(along: wire.next)
    // When the walk that is interrupted is the event's own, both end in one admission: no sink may get it twice.
    let admission = openAdmission(of: delivery.number) ?? openAdmission(delivery.number, reached: memory.reached)
    let isChanged = memory.form.isChanged || delivery.event !== memory.form.event
    agenda.append(
      .walk(
        Walker(
          delivery: delivery, pipeline: place.pipeline, stage: place.position + 1, isChanged: isChanged,
          admission: admission)))
  }
}
