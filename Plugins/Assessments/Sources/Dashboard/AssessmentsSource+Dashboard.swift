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

  func dashboardSeries(at times: [Timestamp]) async throws -> [DashboardSeries] {
    try await desk.store.read { db in
      let table = FigureTable(db)
      return try Figure.allCases.map { figure in
        let past = try times.dropLast().map { DashboardSeries.Point(time: $0, count: try table.count(figure, at: $0)) }
        // The last moment is now.
        let present = try times.last.map { DashboardSeries.Point(time: $0, count: try table.count(figure)) }
        return DashboardSeries(figure.rawValue, points: past + [present].compactMap(\.self))
      }
    }
  }
}
