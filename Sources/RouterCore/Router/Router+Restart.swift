// Goes on where an earlier life of the process has ended.
extension Router {
  /// How far back the router has to look; nil when no stage does. What a stage sees depends on what those before it know,
  /// so horizons add up along a way through the graph. What stages emit is in the log: a stage that lets nothing else
  /// through is where a way begins anew.
  package var horizon: Duration? {
    var longest = Duration.zero
    var starts = Array(repeating: Duration.zero, count: graph.pipelines.count)
    var next = Array(starts.indices)
    while let index = next.popLast() {
      var sum = starts[index]
      for stage in stages[wiring.pipelines[index].stages] {
        sum += stage.horizon ?? .zero
        longest = max(longest, sum)
        if stage.endsEvents { sum = .zero }
      }
      for reader in graph.pipelines[index].downstream where starts[reader] < sum {
        starts[reader] = sum
        next.append(reader)
      }
    }
    return longest > .zero ? longest : nil
  }

  /// Shows the stages what was routed before. What they say is dropped: it has been done.
  package mutating func rehearse(_ entries: [LogEntry]) { _ = step(entries) }

  /// Ends the rehearsal.
  /// - Parameters:
  ///   - moment: the clock when the earlier life last decided; nil when that is not known.
  ///   - head: the last entry of the earlier life, routed or not.
  package mutating func begin(at moment: Timestamp?, behind head: EventNumber) {
    if let moment { _ = advance(to: moment) }
    inherited = head
    // Counters begin with this life, but for what is held.
    ledger = Ledger()
    wiring = Wiring(graph, &ledger)
    for place in held.places { addHeld(UInt64(held.count(at: place)), at: place) }
  }

  private mutating func addHeld(_ count: UInt64, at place: StagePlace) {
    guard count > 0 else { return }
    let name = graph.pipelines[place.pipeline].name
    let stage = Ledger.Point.stage(pipeline: name, stage: graph.node(at: place).name)
    let edge = ledger.id(from: .restart, to: stage)
    let hop = Wiring.Hop(edge: edge, point: ledger.id(of: stage))
    for _ in 0..<count { ledger.move(along: hop) }
    ledger.update(hop.point) { $0.held += count }
    ledger.update(ledger.id(of: .restart)) {
      $0.received += count
      $0.passed += count
      $0.sent += count
    }
  }
}

extension Ledger.Point {
  /// From where a new life of the process has what stages held at the end of the one before.
  package static let restart = Ledger.Point.source("(restart)")
}
