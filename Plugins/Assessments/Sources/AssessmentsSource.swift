import ResourceStore
import RouterCore
import RouterResources

/// Keeps clients and assessments, answers requests for them, and has assessments analysed.
struct AssessmentsSource: Source, ResourceProvider {
  let desk: AssessmentDesk
  let context: ComponentContext

  init(_ config: AssessmentsConfig, _ context: ComponentContext) {
    let store = Store(config.store, migrations: AssessmentTables.migrations, context)
    let analyst = Analyst(config.analysis, context.agents)
    let rules = AssessmentRules(
      types: AssessmentTypes(config.types), news: AssessmentNews(extras: Set(config.events.include)),
      analyzesOnSubmit: config.analyzeOnSubmit && analyst.isThere, announcesAnalyses: config.events.analysis)
    let queue = AnalysisQueue(store, rules: rules, analyst: analyst, retry: config.analysis.retry, context)
    desk = AssessmentDesk(
      store: store, rules: rules, analyst: analyst, queue: queue, dashboard: context.dashboard, time: context.time)
    self.context = context
  }

  func run(_ emitter: Emitter) async throws {
    try await withThrowingTaskGroup { group in
      group.addTask { try await desk.store.publish(emitter) }
      group.addTask { try await desk.queue.run() }
      try await group.next()
      group.cancelAll()
    }
  }

  var resources: [ResourceRoute] {
    ClientRoutes(desk: desk).routes
      + AssessmentRoutes(desk: desk).routes + AssessmentActionRoutes(desk: desk).routes
  }
}
