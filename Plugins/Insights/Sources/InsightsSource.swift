import ConfigSchema
import ResourceStore
import RouterCore
import RouterResources

/// Insights: their resources, the rules that find them, and the dashboards that show them.
struct InsightsSource: Source, ResourceProvider, RequestHandler, DashboardProvider {
  private let store: Store
  private let keep: Int
  private let reader: RuleReader
  private let teller: MetricsTeller
  private let answers: InsightRequests
  private let insightFigures: InsightFigures
  private let noteChange: @Sendable () -> Void

  init(_ config: InsightsConfig, _ context: ComponentContext) throws {
    var found = Diagnostics()
    guard let book = RuleBook.compile(config.rules, context.catalogue, &found) else { throw RulesRefused() }
    let (events, dashboard, time) = (context.events, context.dashboard, context.time)
    let store = Store(config.store, migrations: InsightMigrations.all, context)
    let noteChange: @Sendable () -> Void = { dashboard.noteChange() }
    (self.store, keep, self.noteChange) = (store, config.keep, noteChange)
    reader = RuleReader(
      book: book, owner: context.name, store: store, keep: config.keep, events: events, start: events.head,
      noteChange: noteChange)
    teller = MetricsTeller(
      dashboard: dashboard, store: store, interval: config.metricsInterval, time: time, logger: context.logger)
    answers = InsightRequests(
      dashboards: DashboardAnswers(dashboard: dashboard, store: store, time: time),
      patterns: PatternSearch(
        events: events, catalogue: context.catalogue, store: store, keep: config.keep, owner: context.name,
        maxEvents: config.analysisEvents, time: time, noteChange: noteChange),
      logger: context.logger)
    insightFigures = InsightFigures(store: store, time: time)
  }

  func run(_ emitter: Emitter) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await store.publish(emitter) }
      group.addTask { try await teller.run() }
      group.addTask { try await reader.run() }
      // The first that fails takes the others along: the engine runs all of them again.
      defer { group.cancelAll() }
      try await group.next()
    }
  }

  // MARK: What others ask

  var resources: [ResourceRoute] { InsightResources(store: store, keep: keep, noteChange: noteChange).routes }

  var requests: [RequestRoute] { InsightRequests.routes }

  func answer(_ request: TargetRequest) async throws(RequestError) -> JSONDocument { try await answers.answer(request) }

  func dashboardFigures(since start: Timestamp) async throws -> [DashboardFigure] {
    try await insightFigures.figures(since: start)
  }

  func dashboardSeries(at times: [Timestamp]) async throws -> [DashboardSeries] {
    try await insightFigures.series(at: times)
  }
}

/// The check of the config has said why.
struct RulesRefused: Error {}
