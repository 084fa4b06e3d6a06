import ResourceStore
import RouterCore

/// The figures of insights themselves.
struct InsightFigures: Sendable {
  /// Those that nobody has taken note of.
  private static let open = "openInsights"
  /// Those of them that are of high priority or critical.
  private static let urgent = "urgentInsights"

  let store: Store
  let time: any TimeSource

  func figures(since start: Timestamp) async throws -> [DashboardFigure] {
    let now = time.now()
    return try await store.read { db in
      try Self.counts(at: [start, now], InsightTable(db)).map { name, counts in
        DashboardFigure(name, count: counts[1], trend: counts[1] - counts[0])
      }
    }
  }

  func series(at times: [Timestamp]) async throws -> [DashboardSeries] {
    try await store.read { db in
      try Self.counts(at: times, InsightTable(db)).map { name, counts in
        DashboardSeries(name, points: zip(times, counts).map { .init(time: $0, count: $1) })
      }
    }
  }

  /// By figure: the counts at these moments, the last of which is now. What has been deleted since is not among them.
  private static func counts(at times: [Timestamp], _ table: InsightTable) throws -> [(String, [Int])] {
    try [(open, nil), (urgent, InsightPriority.high)].map { name, priority in
      let counts = try times.enumerated().map { index, time in
        var filter = InsightFilter()
        filter.require(atLeast: priority)
        // What is now is what is stored, also when the clock has been set back since.
        if index == times.count - 1 { filter.require(acknowledged: false) } else { filter.require(openAt: time) }
        return try table.count(filter)
      }
      return (name, counts)
    }
  }
}
