/// The counters at one moment between two events.
package struct LedgerSnapshot: Sendable, Equatable {
  package let points: [Ledger.Point: Ledger.Tally]
  package let edges: [Ledger.Edge: UInt64]

  /// How many events the counters cannot account for: 0, or the router has a bug.
  package var unaccounted: UInt64 {
    var arrived: [Ledger.Point: UInt64] = [:]
    var left: [Ledger.Point: UInt64] = [:]
    for (edge, count) in edges {
      arrived[edge.to, default: 0] += count
      left[edge.from, default: 0] += count
    }
    return points.reduce(0) { sum, entry in
      let (point, tally) = entry
      return sum + Self.imbalance(at: point, tally, arrived: arrived[point] ?? 0, left: left[point] ?? 0)
    }
  }

  /// Events that stages emitted and that have not come back by the log yet.
  package var underWay: UInt64 { points.values.reduce(0) { $0 + Self.difference($1.emitted, $1.returned) } }

  private static func imbalance(
    at point: Ledger.Point, _ tally: Ledger.Tally, arrived: UInt64, left: UInt64
  ) -> UInt64 {
    let dropped = tally.dropped.values.reduce(0, +)
    return switch point {
    case .source:
      difference(tally.received, tally.passed + tally.unrouted) + difference(tally.sent, left)
    case .stage:
      difference(arrived, tally.received) + difference(left + tally.unrouted, tally.passed + tally.returned)
        + difference(tally.received, tally.passed + dropped + tally.absorbed + tally.held)
    case .pipeline:
      difference(arrived, tally.received) + difference(tally.received, tally.passed + tally.unrouted)
        + difference(tally.sent, left)
    case .sink:
      difference(arrived, tally.received) + difference(tally.received, tally.passed + tally.merged)
    }
  }

  private static func difference(_ a: UInt64, _ b: UInt64) -> UInt64 { a > b ? a - b : b - a }
}
