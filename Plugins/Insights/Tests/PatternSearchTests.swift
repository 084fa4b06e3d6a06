import ResourceStore
import RouterCore
import TestSupport
import Testing

@testable import InsightsPlugin

/// ANALYZE_PATTERNS over a log.
struct PatternSearchTests {
  private let bench = SourceBench()
  private let store: Store

  init() {
    var config = StoreConfig()
    config.type = .memory
    store = Store(config, migrations: InsightMigrations.all, bench.context)
  }

  private func ask(
    _ payload: String, _ permissions: Set<Permission> = [.viewAgents, .viewMetrics], agent: String? = nil
  ) async throws(RequestError) -> JSONNode {
    let search = PatternSearch(
      events: EventFeed(bench.log), catalogue: .standard, store: store, keep: 100, owner: "findings", maxEvents: 1000,
      time: bench.time, noteChange: {})
    let answers = InsightRequests(
      dashboards: DashboardAnswers(dashboard: Dashboard(), store: store, time: bench.time), patterns: search,
      logger: bench.context.logger)
    let document = (try? JSONDocument(parsing: payload)) ?? .null
    return try await answers.answer(
      TargetRequest(
        target: "analysis-agent", action: "ANALYZE_PATTERNS", payload: document, isQuery: false, subject: "u",
        access: [.read, .write], agent: agent, permissions: permissions)
    ).root
  }

  private func code(_ payload: String, _ permissions: Set<Permission>, agent: String? = nil) async -> String? {
    do throws(RequestError) {
      _ = try await ask(payload, permissions, agent: agent)
      return nil
    } catch {
      return error.code
    }
  }

  private func alert(_ count: Int) async throws {
    let data = try JSONDocument(parsing: #"{"alert_id":"x","severity":"error"}"#)
    for _ in 0..<count { try await bench.emitter.emit(EventDraft(type: "system_alert", data: data)) }
  }

  private static let hour = #"{"timeframe":"hour","create":true}"#

  @Test func `to a young log nothing is a spike; one that knows the time before has some, which become insights once`()
    async throws
  {
    try await alert(12)
    let young = try await ask(Self.hour)
    #expect(young["complete"]?.bool == false && young["events"]?.int == 12)
    #expect(young["created"]?.count == 0)
    bench.time.advance(by: .seconds(3 * 3600))
    try await alert(12)
    let old = try await ask(Self.hour)
    #expect(old["complete"]?.bool == true && old["created"]?.count == 1)
    #expect(try await ask(Self.hour)["created"]?.count == 0)
  }

  @Test func `events that the token may not see are left out, and not to be named`() async throws {
    try await alert(5)
    let hidden = try await ask("{}", [.viewMetrics])
    let seen = try await ask("{}", [.viewAgents])
    let type = try #require(Catalogue.standard.types.first { $0.name == "system_alert" })
    let (may, mayNot) = type.viewPermission == .viewAgents ? (seen, hidden) : (hidden, seen)
    #expect(may["events"]?.int == 5 && mayNot["events"]?.int == 0)
    let others: Set<Permission> = [type.viewPermission == .viewAgents ? .viewMetrics : .viewAgents]
    #expect(await code(#"{"types":["system_alert"]}"#, others) == "PERMISSION_DENIED")
    #expect(await code(#"{"types":["system_alert"]}"#, [type.viewPermission]) == nil)
  }

  @Test func `an agent's token makes no insights of what is found`() async {
    #expect(await code(#"{"create":true}"#, [.viewAgents], agent: "a") == "PERMISSION_DENIED")
    #expect(await code("{}", [.viewAgents], agent: "a") == nil)
  }
}
