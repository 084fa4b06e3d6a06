import ResourceStore
import RouterCore
import TestSupport
import Testing

@testable import InsightsPlugin

/// What rules remember over a change of the config.
struct RuleReaderTests {
  private static let other = "r: { when: { types: [system_status] }, count: 3, insight: { type: t, description: d } }"
  private static let rule = "r: { when: { types: [system_alert] }, count: 3, insight: { type: t, description: d } }"
  private static let longer =
    "r: { when: { types: [system_alert] }, window: 1h, count: 4, insight: { type: t, description: x } }"

  private let store: Store

  init() {
    var config = StoreConfig()
    config.type = .memory
    store = Store(config, migrations: InsightMigrations.all, .sample())
  }

  private func since(_ rules: String) async throws -> EventNumber? {
    let rule = RuleBook.sample(rules).rules[0]
    return try await store.read { db in try RuleTable(db).since(rule) }
  }

  @Test func `what was counted by another condition is forgotten, and nothing else`() async throws {
    let rule = RuleBook.sample(Self.rule).rules[0]
    try await store.write { transaction in try RuleTable(transaction.database).begin(rule, since: EventNumber(7)) }
    #expect(try await since(Self.longer) == EventNumber(7))
    #expect(try await since(Self.other) == nil)
  }

  @Test func `without rules nothing is remembered, and reading goes on at the newest event`() async throws {
    let rule = RuleBook.sample(Self.rule).rules[0]
    try await store.write { transaction in
      let table = RuleTable(transaction.database)
      try table.begin(rule, since: EventNumber(7))
      try table.store(.init(epoch: "", number: EventNumber(8)))
    }
    let reader = RuleReader(
      book: RuleBook([], .standard), owner: "findings", store: store, keep: 100, events: EventFeed(nil),
      start: EventNumber(20), noteChange: {})
    let running = Running { try? await reader.run() }
    while try await place() != EventNumber(20) { await Task.yield() }
    #expect(await running.stop())
    #expect(try await since(Self.rule) == nil)
  }

  private func place() async throws -> EventNumber? {
    try await store.read { db in try RuleTable(db).place()?.number }
  }
}
