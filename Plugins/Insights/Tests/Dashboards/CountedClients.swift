import RouterCore
import TestSupport

/// A source that has nothing but the figure of active clients.
struct CountedClients: Source, DashboardProvider {
  let count: Watched<Int?>

  init(_ count: Int?) { self.count = Watched(count) }

  func run(_ emitter: Emitter) async throws {}

  /// - Throws: while there is no count.
  func dashboardFigures(since start: Timestamp) async throws -> [DashboardFigure] {
    guard let count = count.value else { throw CancellationError() }
    return [DashboardFigure("activeClients", count: count, trend: 3)]
  }

  func dashboardSeries(at times: [Timestamp]) async throws -> [DashboardSeries] { [] }
}
