import RouterCore

extension AssessmentsSource: DashboardProvider {
  func dashboardFigures(since start: Timestamp) async throws -> [DashboardFigure] {
    try await desk.store.read { db in
      let table = FigureTable(db)
      return try Figure.allCases.map { figure in
        let count = try table.count(figure)
        return DashboardFigure(figure.rawValue, count: count, trend: count - (try table.count(figure, at: start)))
      }
    }
  }

  /// A moment that is not longer ago is now.
  private static let present = Duration.seconds(60)

  func dashboardSeries(at times: [Timestamp]) async throws -> [DashboardSeries] {
    let recent = desk.time.now() - Self.present
    return try await desk.store.read { db in
      let table = FigureTable(db)
      return try Figure.allCases.map { figure in
        let points = try times.enumerated().map { index, time in
          // What is now does not depend on a clock that may have been set back.
          let isPresent = index == times.count - 1 && time >= recent
          let count = isPresent ? try table.count(figure) : try table.count(figure, at: time)
          return DashboardSeries.Point(time: time, count: count)
        }
        return DashboardSeries(figure.rawValue, points: points)
      }
    }
  }
}
