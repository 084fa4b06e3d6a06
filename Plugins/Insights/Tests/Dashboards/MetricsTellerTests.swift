import RouterCore
import TestSupport
import Testing

@testable import InsightsPlugin

struct MetricsTellerTests {
  private let bench = SourceBench(name: "findings")
  private let dashboard = Dashboard()
  private let clients = CountedClients(43)
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func source() throws -> InsightsSource {
    let context = ComponentContext(
      name: bench.name, catalogue: bench.catalogue, time: bench.time, logger: ComponentContext.sample().logger,
      events: EventFeed(bench.log), dashboard: dashboard)
    let config = InsightsConfig.sample("{ store: { path: \(folder.path("store.db")) }, metrics_interval: 10s }")
    let source = try InsightsSource(config, context)
    dashboard.use([source, clients])
    return source
  }

  /// The count changes.
  private func count(_ count: Int) {
    clients.count.change { $0 = count }
    dashboard.noteChange()
  }

  private func told() -> [String] { bench.events.map { "\($0.typeName) \($0.data)" } }

  private static func event(_ count: Int) -> String {
    #"client_metrics_update {"active_clients":{"count":\#(count),"trend":3}}"#
  }

  @Test(.timeLimit(.minutes(1)))
  func `changes are told as documented, those within the interval together, and none twice`() async throws {
    try await bench.running(try source()) {
      #expect(await bench.events(1).map { "\($0.typeName) \($0.data)" } == [Self.event(43)])
      await bench.time.waitForSleepers(2)
      for next in [44, 45, 46] { count(next) }
      #expect(told() == [Self.event(43)])
      bench.time.advance(by: .seconds(10))
      _ = await bench.events(2)
      // Nothing has changed: nothing is told, and whoever looks sleeps again.
      for _ in 0..<3 {
        await bench.time.waitForSleepers(2)
        dashboard.noteChange()
        bench.time.advance(by: .seconds(10))
      }
      await bench.time.waitForSleepers(2)
      count(47)
      bench.time.advance(by: .seconds(10))
      _ = await bench.events(3)
    }
    #expect(told() == [43, 46, 47].map(Self.event))
  }

  @Test(.timeLimit(.minutes(1)))
  func `a restart tells only what has changed meanwhile`() async throws {
    try await bench.running(try source()) { _ = await bench.events(1) }
    try await bench.running(try source()) {
      await bench.time.waitForSleepers(2)
      count(50)
      bench.time.advance(by: .seconds(10))
      _ = await bench.events(2)
    }
    #expect(told() == [43, 50].map(Self.event))
  }

  @Test(.timeLimit(.minutes(1)))
  func `what changes because time passes is told within a minute`() async throws {
    try await bench.running(try source()) {
      _ = await bench.events(1)
      await bench.time.waitForSleepers(2)
      clients.count.change { $0 = 44 }
      bench.time.advance(by: .seconds(60))
      _ = await bench.events(2)
    }
    #expect(told() == [43, 44].map(Self.event))
  }

  @Test(.timeLimit(.minutes(1)))
  func `figures that cannot be had are asked for again`() async throws {
    clients.count.change { $0 = nil }
    try await bench.running(try source()) {
      await bench.time.waitForSleepers(2)
      clients.count.change { $0 = 7 }
      bench.time.advance(by: .seconds(5))
      _ = await bench.events(1)
    }
    #expect(told() == [Self.event(7)])
  }
}
