/// The router's counters: every hop is counted by the point that sends and again by the point that receives, so that
/// a lost or doubled event shows as a difference. Points and edges keep their counts when graphs are swapped.
package struct Ledger: Sendable {
  /// A place in the graph that events pass.
  package enum Point: Sendable, Hashable {
    case source(String)
    case stage(pipeline: String, stage: String)
    /// A pipeline's end, from where its events fan out.
    case pipeline(String)
    case sink(String)
  }

  package struct Edge: Sendable, Hashable {
    package let from: Point
    package let to: Point
  }

  package struct Tally: Sendable, Equatable {
    /// Events that arrived.
    package var received: UInt64 = 0
    /// Events that went on. A point that fans out sends each of them along several edges.
    package var passed: UInt64 = 0
    /// Of those that fan out: copies sent.
    package var sent: UInt64 = 0
    package var dropped: [DropReason: UInt64] = [:]
    package var absorbed: UInt64 = 0
    /// Held at this moment.
    package var held: UInt64 = 0
    /// Events that nobody reads: a source's, a pipeline's result, or what a stage that a reload removed had emitted.
    package var unrouted: UInt64 = 0
    /// A sink's events that it had from an earlier pipeline.
    package var merged: UInt64 = 0
    /// Events that a stage added, and how many of them have come back by the log.
    package var emitted: UInt64 = 0
    package var returned: UInt64 = 0

    package init() {}
  }

  private(set) var tallies: [Tally] = []
  /// Per point. Reasons are few, so a search is faster than a hash, and the tallies stay plain numbers while events
  /// pass.
  private var drops: [[(reason: DropReason, count: UInt64)]] = []
  private(set) var edges: [UInt64] = []
  private var pointIDs: [Point: Int] = [:]
  private var edgeIDs: [Edge: Int] = [:]

  package init() {}

  mutating func id(of point: Point) -> Int {
    if let id = pointIDs[point] { return id }
    tallies.append(Tally())
    drops.append([])
    pointIDs[point] = tallies.count - 1
    return tallies.count - 1
  }

  mutating func id(from: Point, to: Point) -> Int {
    let edge = Edge(from: from, to: to)
    if let id = edgeIDs[edge] { return id }
    edges.append(0)
    edgeIDs[edge] = edges.count - 1
    return edges.count - 1
  }

  /// Counts a copy as sent along an edge and as received at its end.
  mutating func move(along hop: Wiring.Hop) {
    edges[hop.edge] += 1
    tallies[hop.point].received += 1
  }

  mutating func update(_ point: Int, _ change: (inout Tally) -> Void) { change(&tallies[point]) }

  mutating func drop(at point: Int, _ reason: DropReason) {
    if let index = drops[point].firstIndex(where: { $0.reason == reason }) {
      drops[point][index].count += 1
    } else {
      drops[point].append((reason, 1))
    }
  }

  package func snapshot() -> LedgerSnapshot {
    LedgerSnapshot(points: pointIDs.mapValues(tally), edges: edgeIDs.mapValues { edges[$0] })
  }

  private func tally(of point: Int) -> Tally {
    var tally = tallies[point]
    for (reason, count) in drops[point] { tally.dropped[reason] = count }
    return tally
  }
}
