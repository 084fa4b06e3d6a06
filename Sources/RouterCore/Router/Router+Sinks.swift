// Hands events to sinks, each event at most once to each.
extension Router {
  /// Opens an admission for an event whose walk begins, and puts its end on the agenda.
  mutating func openAdmission(_ number: EventNumber, reached: [Int] = []) -> Int {
    if openAdmissions == admissions.count { admissions.append(SinkAdmission(sinks: graph.sinks.count)) }
    admissions[openAdmissions].begin(number, reached: reached)
    openAdmissions += 1
    agenda.append(.admit)
    return openAdmissions - 1
  }

  /// The open admission of an event, if there is one.
  func openAdmission(of number: EventNumber) -> Int? {
    admissions[..<openAdmissions].lastIndex { $0.number == number }
  }

  /// Gives the event at hand to the sinks that pipelines admitted it to. A sink that had it before, while a stage held
  /// it, does not get it again.
  mutating func admit(_ step: inout RouterStep) {
    openAdmissions -= 1
    let top = openAdmissions
    for sink in admissions[top].sinks {
      guard let (walker, beaten) = admissions[top].takeWinner(at: sink) else { continue }
      let point = wiring.sinks[sink]
      if admissions[top].reached.contains(point) {
        ledger.update(point) { $0.merged += beaten + 1 }
        step.outcomes.add(walker, mergedAt: sink)
        continue
      }
      ledger.update(point) {
        $0.passed += 1
        $0.merged += beaten
      }
      step.deliveries[sink].append(walker.delivery)
      step.outcomes.add(walker, admittedTo: sink)
    }
    let number = admissions[top].number
    if held.holds(number) {
      held.noteReached(admissions[top].reached + admissions[top].sinks.map { wiring.sinks[$0] }, number)
    }
  }
}
