import RouterCore
import TestSupport
import Testing

@testable import InsightsPlugin

struct TimeframeTests {
  @Test func `trends end now, and a step after the timeframe has begun they begin`() {
    let now = VirtualTime.start
    for timeframe in Timeframe.allCases {
      let ends = timeframe.stepEnds(until: now)
      #expect(ends.last == now && ends == ends.sorted())
      #expect((7...30).contains(ends.count))
      #expect(ends[0] > now - timeframe.length && ends[0] < now - timeframe.length + (ends[1] - ends[0]) + .seconds(1))
    }
  }

  @Test func `parts of a figure are added up`() {
    let figures = [
      DashboardFigure("a", count: 1, trend: 2), DashboardFigure("b", count: 5, trend: -1),
      DashboardFigure("a", count: 10, trend: -3),
    ]
    #expect(
      figures.summed == [DashboardFigure("a", count: 11, trend: -1), DashboardFigure("b", count: 5, trend: -1)])
  }
}
