import ConfigSchema
import RouterCore
import TestSupport
import Testing

@testable import SystemPlugin

struct JudgeTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// What is told, as `component:type:level`; nil when all is well.
    let told: String?
    let overall: Level
    let change: @Sendable (inout RouterHealth) -> Void

    init(
      _ what: String, _ told: String?, _ overall: Level = .healthy,
      _ change: @escaping @Sendable (inout RouterHealth) -> Void
    ) {
      (testDescription, self.told, self.overall, self.change) = (what, told, overall, change)
    }
  }

  /// A router that is well.
  static var healthy: RouterHealth {
    var health = RouterHealth()
    health.sinks = ["hook": SinkHealth()]
    health.sources = ["host": SourceHealth()]
    health.gateway = GatewayHealth()
    health.gateway?.sessions = 20
    return health
  }

  static let cases = [
    Case("nothing", nil) { _ in },
    Case("no gateway yet", nil) { $0.gateway = nil },
    Case("log unwritable", "log:log_unwritable:unhealthy", .unhealthy) { $0.log.isWritable = false },
    Case("log at the limit", "log:log_full:unhealthy", .unhealthy) { $0.log.isFull = true },
    Case("log near the limit", "log:log_full:degraded", .degraded) { $0.log.retentionUse = 0.9 },
    Case("log far from the limit", nil) { $0.log.retentionUse = 0.89 },
    Case("queue filling", "log:log_queue_full:degraded", .degraded) { $0.log.queueUse = 0.8 },
    Case("queue full", "log:log_queue_full:unhealthy", .unhealthy) { $0.log.queueUse = 1 },
    Case("queue half full", nil) { $0.log.queueUse = 0.79 },
    Case("disk full", "log:disk_full:degraded", .degraded) { $0.log.disk = DiskRoom(free: 5, total: 100) },
    Case("disk with room", nil) { $0.log.disk = DiskRoom(free: 6, total: 100) },
    Case("disk of no size", nil) { $0.log.disk = DiskRoom(free: 0, total: 0) },
    Case("sink failing", "sink:hook:sink_failing:degraded", .degraded) { $0.sinks["hook"]?.isFailing = true },
    Case("sink stopped", "sink:hook:sink_stopped:unhealthy", .degraded) {
      $0.sinks["hook"]?.isStopped = true
      $0.sinks["hook"]?.isFailing = true
    },
    Case("sink queue full", "sink:hook:sink_queue_full:degraded", .degraded) { $0.sinks["hook"]?.queueUse = 0.8 },
    Case("sink drops", "sink:hook:sink_losing_events:degraded", .degraded) { $0.sinks["hook"]?.lost = 1 },
    Case("sink rejects", "sink:hook:sink_losing_events:degraded", .degraded) { $0.sinks["hook"]?.deadLettered = 1 },
    Case("source failing", "source:host:source_failing:degraded", .degraded) { $0.sources["host"]?.isFailing = true },
    Case("source restarted", "source:host:source_failing:degraded", .degraded) { $0.sources["host"]?.restarts = 1 },
    Case("listener paused", "listeners:connections_used_up:unhealthy", .unhealthy) { $0.gateway?.pausedListeners = 1 },
    Case("many connections", "listeners:connections_used_up:degraded", .degraded) { $0.gateway?.connectionUse = 0.9 },
    Case("loop behind", "sessions:delivery_behind:degraded", .degraded) { $0.gateway?.inboxUse = 0.8 },
    Case("slow readers", "sessions:slow_readers:degraded", .degraded) { $0.gateway?.sessionsBehind = 10 },
    Case("one slow reader", nil) {
      $0.gateway?.sessions = 1
      $0.gateway?.sessionsBehind = 1
    },
  ]

  private static let atOnce = SystemSourceConfig.sample("raise_after: 0s\nclear_after: 0s")

  @Test(arguments: cases)
  func `Every trouble is told with its level, and that it is over`(_ sample: Case) throws {
    var judge = Judge(Self.atOnce, name: "router")
    let time = VirtualTime.start
    #expect(judge.step(Self.healthy, at: time) == ([], nil))
    var sick = Self.healthy
    sample.change(&sick)
    let (alerts, status) = judge.step(sick, at: time + .seconds(5))
    #expect(
      alerts.map { "\($0.place.component.name):\($0.place.trouble.rawValue):\($0.new.rawValue)" }
        == [sample.told].compactMap { $0 })
    #expect(judge.overall == sample.overall)
    guard let alert = alerts.first else { return #expect(status == nil) }
    #expect(status?.old == .healthy && status?.new == sample.overall && status?.reason == alert.place.trouble)
    #expect(status?.components.values.filter { $0 != .healthy } == [alert.new])
    // Again the same, but for what happened before: no count goes back.
    var well = Self.healthy
    well.sinks["hook"]?.lost = sick.sinks["hook"]?.lost ?? 0
    well.sinks["hook"]?.deadLettered = sick.sinks["hook"]?.deadLettered ?? 0
    well.sources["host"]?.restarts = sick.sources["host"]?.restarts ?? 0
    let (ends, end) = judge.step(well, at: time + .seconds(10))
    #expect(ends.map(\.new) == [.healthy] && ends.map(\.id) == [alert.id])
    #expect(end?.new == .healthy && end?.reason == nil)
    #expect(end?.components.values.contains { $0 != .healthy } == false)
    #expect(judge.step(well, at: time + .seconds(15)) == ([], nil))
  }

  @Test func `Every trouble has a case, and words of its own`() {
    let told = Set(Self.cases.compactMap { $0.told?.split(separator: ":").dropLast().last.map(String.init) })
    #expect(told == Set(Trouble.allCases.map(\.rawValue)))
    let texts = Trouble.allCases.flatMap { [$0.message(of: .sink("a")), $0.resolution(of: .sink("a"))] }
    #expect(Set(texts).count == texts.count)
  }

  @Test func `What has happened before the first look is not told`() {
    var (judge, health) = (Judge(Self.atOnce, name: "router"), Self.healthy)
    health.sinks["hook"]?.deadLettered = 7
    health.sources["host"]?.restarts = 7
    #expect(judge.step(health, at: VirtualTime.start) == ([], nil))
  }

  @Test func `Losses are told at once, everything else when it has lasted`() {
    var (judge, health) = (Judge(.sample("raise_after: 10s"), name: "router"), Self.healthy)
    _ = judge.step(health, at: VirtualTime.start)
    health.sinks["hook"]?.lost = 1
    health.sinks["hook"]?.isFailing = true
    let first = judge.step(health, at: VirtualTime.start + .seconds(1)).alerts
    #expect(first.map(\.place.trouble) == [.sinkLosingEvents])
    let second = judge.step(health, at: VirtualTime.start + .seconds(11)).alerts
    #expect(second.map(\.place.trouble) == [.sinkFailing])
  }

  @Test func `A component of another life that is there no more gets well`() {
    var judge = Judge(Self.atOnce, name: "router")
    judge.reopen(.init(component: .sink("gone"), trouble: .sinkFailing), level: .degraded, id: "alert_1")
    #expect(judge.overall == .degraded)
    let (alerts, status) = judge.step(Self.healthy, at: VirtualTime.start)
    #expect(alerts.map(\.id) == ["alert_1"] && alerts.map(\.new) == [.healthy])
    #expect(status?.new == .healthy)
  }

  @Test func `Two troubles of a component are two alerts, and its status is the worse`() {
    var (judge, health) = (Judge(Self.atOnce, name: "router"), Self.healthy)
    health.log.queueUse = 0.9
    _ = judge.step(health, at: VirtualTime.start)
    health.log.isWritable = false
    let (alerts, status) = judge.step(health, at: VirtualTime.start + .seconds(1))
    #expect(alerts.map(\.place.trouble) == [.logUnwritable])
    #expect(status?.old == .degraded && status?.new == .unhealthy && status?.components[.log] == .unhealthy)
    health.log.isWritable = true
    let end = judge.step(health, at: VirtualTime.start + .seconds(2)).status
    #expect(end?.new == .degraded && end?.reason == nil)
  }
}

/// Tuples are not Equatable.
private func == (
  a: (alerts: [Judge.AlertChange], status: Judge.StatusChange?), b: ([Judge.AlertChange], Judge.StatusChange?)
) -> Bool {
  a.alerts == b.0 && a.status == b.1
}
