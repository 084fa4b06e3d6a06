import GRDB
import Logging
import ResourceStore
import RouterCore

/// Tells of changes of the number of active clients: `client_metrics_update`, METRICS_UPDATE for legacy clients.
///
/// What was told last is stored with the event, so that a restart tells nothing twice; changes within the interval are told
/// together.
struct MetricsTeller: Sendable {
  /// The figure that the event has.
  private static let figure = "activeClients"
  /// Between two attempts when the figures cannot be had.
  private static let pause = Duration.seconds(5)
  /// Trends also change because time passes, which nobody notes.
  private static let reminder = Duration.seconds(60)

  let dashboard: Dashboard
  let store: Store
  let interval: Duration
  let time: any TimeSource
  let logger: Logger

  /// Runs until cancelled.
  func run() async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await watch() }
      group.addTask { try await remind() }
      defer { group.cancelAll() }
      try await group.next()
    }
  }

  private func remind() async throws {
    while true {
      try await time.sleep(for: Self.reminder)
      dashboard.noteChange()
    }
  }

  private func watch() async throws {
    // Nobody has been told of no clients, and that is no news.
    var told = try await store.read { try Self.told($0) } ?? DashboardFigure(Self.figure, count: 0, trend: 0)
    for await _ in dashboard.changes() {
      if let current = try await current(), current != told {
        try await tell(current)
        told = current
      }
      try await time.sleep(for: interval)
    }
    throw CancellationError()
  }

  /// Nil when no source counts clients. What fails is another source's store, and tried again.
  private func current() async throws -> DashboardFigure? {
    while true {
      do {
        let figures = try await dashboard.figures(since: time.now() - Timeframe.current.length)
        return figures.summed.first { $0.name == Self.figure }
      } catch {
        try Task.checkCancellation()
        logger.warning("the figures cannot be had now", metadata: ["reason": "\(error)"])
      }
      try await time.sleep(for: Self.pause)
    }
  }

  private func tell(_ figure: DashboardFigure) async throws {
    let data = try JSONDocument { writer in
      writer.beginObject()
      writer.key("active_clients")
      figure.write(&writer)
      writer.endObject()
    }
    try await store.write { transaction in
      try transaction.emit(EventDraft(type: "client_metrics_update", data: data))
      try transaction.database.execute(
        sql: "INSERT OR REPLACE INTO told VALUES (?, ?, ?)", arguments: [figure.name, figure.count, figure.trend])
    }
  }

  private static func told(_ db: Database) throws -> DashboardFigure? {
    let row = try Row.fetchOne(db, sql: "SELECT count, trend FROM told WHERE name = ?", arguments: [figure])
    return row.map { DashboardFigure(figure, count: $0["count"], trend: $0["trend"]) }
  }
}
