import RouterCore

extension AssessmentsSource: DashboardProvider {
  func dashboardFigures(since start: Timestamp) async throws -> [DashboardFigure] {
    let now = context.time.now()
    return try await desk.store.read { db in
      let table = FigureTable(db)
      return try Figure.allCases.map { figure in
        let count = try table.count(figure, at: now)
        return DashboardFigure(figure.rawValue, count: count, trend: count - (try table.count(figure, at: start)))
      }
    }
  }

  func dashboardSeries(at times: [Timestamp]) async throws -> [DashboardSeries] {
    try await desk.store.read { db in
      let table = FigureTable(db)
      return try Figure.allCases.map { figure in
        DashboardSeries(
          figure.rawValue, points: try times.map { .init(time: $0, count: try table.count(figure, at: $0)) })
      }
    }
  }
}
