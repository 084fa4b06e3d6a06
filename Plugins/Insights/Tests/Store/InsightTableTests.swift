import ResourceStore
import RouterCore
import TestSupport
import Testing

@testable import InsightsPlugin

struct InsightTableTests {
  private let store: Store

  init() {
    var config = StoreConfig()
    config.type = .memory
    store = Store(config, migrations: InsightMigrations.all, .sample())
  }

  private static func insight(
    _ id: String, _ priority: InsightPriority = .medium, at seconds: Int = 0, acknowledged: Int? = nil
  ) -> Insight {
    let time = { (seconds: Int) in VirtualTime.start + .seconds(seconds) }
    return Insight(
      id: id,
      content: .init(type: "t", priority: priority, description: "a \"quoted\" é", recommendations: ["b/c", "\n"]),
      subject: .init(client: "c", agent: nil, entity: "e"), rule: "r", event: "msg_7",
      created: .init(time: time(seconds), subject: "a\u{0}b"),
      acknowledged: acknowledged.map { .init(time: time($0), subject: "somebody") }, revision: 3)
  }

  @Test func `an insight comes out as it went in`() async throws {
    let insight = Self.insight("i", .critical, acknowledged: 5)
    let found = try await store.write { transaction in
      let table = InsightTable(transaction.database)
      try table.insert(insight, keeping: 10)
      return try table.find("i")
    }
    #expect(found == insight)
  }

  @Test func `the oldest go when there are too many`() async throws {
    let ids = try await store.write { transaction in
      let table = InsightTable(transaction.database)
      for number in 1...7 { try table.insert(Self.insight("i\(number)"), keeping: 3) }
      return try table.page(InsightFilter(), after: 0, limit: 10).map(\.insight.id)
    }
    #expect(ids == ["i5", "i6", "i7"])
  }

  @Test func `figures count what was open at a moment`() async throws {
    let time = VirtualTime(VirtualTime.start + .seconds(100))
    try await store.write { transaction in
      let table = InsightTable(transaction.database)
      for (id, priority, created, acknowledged) in [
        ("i1", .low, 0, nil), ("i2", .high, 10, 60), ("i3", .critical, 20, 40), ("i4", .high, 70, nil),
      ] as [(String, InsightPriority, Int, Int?)] {
        try table.insert(Self.insight(id, priority, at: created, acknowledged: acknowledged), keeping: 10)
      }
    }
    let figures = InsightFigures(store: store, time: time)
    #expect(
      try await figures.figures(since: VirtualTime.start + .seconds(50)) == [
        DashboardFigure("openInsights", count: 2, trend: 0), DashboardFigure("urgentInsights", count: 1, trend: 0),
      ])
    let times = [-1, 10, 30, 50, 65, 100].map { VirtualTime.start + .seconds($0) }
    let series = try await figures.series(at: times)
    #expect(series.map { $0.points.map(\.count) } == [[0, 2, 3, 2, 1, 2], [0, 1, 2, 1, 0, 1]])
  }
}
