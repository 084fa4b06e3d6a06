import ConfigSchema
import RouterCore
import Synchronization
import TestSupport
import Testing

@testable import SystemPlugin

@Suite(.timeLimit(.minutes(1))) struct SystemSourceTests {
  /// A router whose health a test sets.
  final class FakeRouter: Sendable {
    private let state = Mutex(JudgeTests.healthy)

    func change(_ change: (inout RouterHealth) -> Void) { state.withLock { change(&$0) } }
    var look: @Sendable () -> RouterHealth { { self.state.withLock { $0 } } }
  }

  private static func source(
    _ yaml: String = "every: 1s\nraise_after: 0s\nclear_after: 0s", on bench: SourceBench, _ router: FakeRouter
  ) -> SystemSource {
    SystemSource(config: .sample(yaml), context: bench.context(with: router.look))
  }

  /// What was told, in short.
  private static func told(_ events: [Event]) -> [String] {
    events.map { event in
      let data = event.data.root
      func text(_ key: String) -> String { data[key]?.string ?? "" }
      return switch event.typeName {
      case "system_alert": "\(text("type")) \(text("severity")) \(text("status"))"
      case "system_status": "\(text("old_status"))→\(text("new_status")) \(text("reason"))"
      default: "maintenance \(data["enabled"]?.bool == true)"
      }
    }
  }

  @Test func `The source keeps the contract`() async {
    // One look sees a sink that works, the next one that fails.
    let factory = SourceFactory(type: "system", SystemSourceConfig.self) { config, context in
      let looks = Mutex(0)
      return SystemSource(
        config: config,
        context: context.with {
          var health = JudgeTests.healthy
          health.sinks["hook"]?.isFailing = looks.withLock { looks in
            looks += 1
            return looks % 2 == 0
          }
          return health
        })
    }
    await SourceContract(factory, config: .yaml("every: 1s\nraise_after: 0s\nclear_after: 0s")).check()
  }

  @Test func `A router that starts says so, and then only what changes`() async throws {
    let (bench, router) = (SourceBench(name: "router"), FakeRouter())
    let events = try await bench.running(Self.source(on: bench, router)) {
      await bench.time.advance(by: .seconds(1), times: 3)
      router.change { $0.sinks["hook"]?.isFailing = true }
      await bench.time.advance(by: .seconds(1), times: 3)
      router.change { $0.sinks["hook"]?.isFailing = false }
      await bench.time.advance(by: .seconds(1), times: 3)
      return bench.events
    }
    #expect(
      Self.told(events) == [
        "starting→healthy started", "sink_failing warning investigating", "healthy→degraded sink_failing",
        "sink_failing warning resolved", "degraded→healthy recovered",
      ])
    #expect(events[1].data.root["alert_id"]?.string == events[3].data.root["alert_id"]?.string)
    #expect(events[1].data.root["affected_components"]?.elements.map { $0.string ?? "" } == ["sink:hook"])
    #expect(
      events[2].data.root["components"].map { String(decoding: $0.text, as: UTF8.self) }
        == #"{"listeners":"healthy","log":"healthy","sessions":"healthy","sink:hook":"degraded","source:host":"healthy"}"#
    )
  }

  @Test func `An alert that becomes worse and less is one, and ends with the severity of its worst`() async throws {
    let (bench, router) = (SourceBench(name: "router"), FakeRouter())
    let events = try await bench.running(Self.source(on: bench, router)) {
      for use in [0.8, 1, 0.9, 0] {
        await bench.time.waitForSleepers()
        router.change { $0.log.queueUse = use }
        bench.time.advance(by: .seconds(1))
      }
      await bench.time.waitForSleepers()
      return bench.events.filter { $0.typeName == "system_alert" }
    }
    #expect(
      Self.told(events) == [
        "log_queue_full warning investigating", "log_queue_full error investigating",
        "log_queue_full error investigating", "log_queue_full error resolved",
      ])
    #expect(Set(events.map { $0.data.root["alert_id"]?.string }).count == 1)
  }

  @Test func `A log that takes nothing loses nothing that was seen`() async throws {
    let (bench, router) = (SourceBench(name: "router", queue: 1), FakeRouter())
    let events = try await bench.running(Self.source(on: bench, router)) {
      await bench.time.waitForSleepers()
      #expect(bench.accepted == 1)
      router.change { $0.log.isWritable = false }
      await bench.time.advance(by: .seconds(1), times: 2)
      router.change { $0.log.isWritable = true }
      await bench.time.advance(by: .seconds(1), times: 2)
      #expect(bench.accepted == 1, "the log is full")
      #expect(bench.counters.rejected.load() == 0, "what is tried again is not lost")
      bench.makeRoom()
      await bench.time.advance(by: .seconds(1), times: 1)
      return bench.events
    }
    #expect(
      Self.told(events) == [
        "starting→healthy started", "log_unwritable error investigating", "healthy→unhealthy log_unwritable",
        "log_unwritable error resolved", "unhealthy→healthy recovered",
      ])
    #expect(events.map { ($0.time - VirtualTime.start).components.seconds } == [0, 1, 1, 3, 3])
  }

  @Test func `What waits for the log is bounded, and what is different afterwards is told`() async throws {
    let (bench, router) = (SourceBench(name: "router", queue: 1), FakeRouter())
    let count = try await bench.running(Self.source(on: bench, router)) {
      for second in 0..<200 {
        await bench.time.waitForSleepers()
        router.change { $0.log.isWritable = second % 2 == 0 }
        bench.time.advance(by: .seconds(1))
      }
      await bench.time.waitForSleepers()
      router.change { $0.log.isWritable = false }
      bench.makeRoom()
      await bench.time.advance(by: .seconds(1), times: 1)
      let count = bench.accepted
      bench.makeRoom()
      await bench.time.advance(by: .seconds(1), times: 2)
      return count
    }
    #expect((200...260).contains(count), "\(count)")
    #expect(bench.events.last?.data.root["new_status"]?.string == "unhealthy")
  }

  @Test func `The next life goes on with open alerts and maintenance`() async throws {
    let (bench, router) = (SourceBench(name: "router"), FakeRouter())
    router.change { $0.sinks["hook"]?.isFailing = true }
    _ = try await bench.running(Self.source(on: bench, router)) {
      await bench.time.waitForSleepers()
    }
    let first = Self.source(on: bench, router)
    let wanted = Maintenance(isEnabled: true, endsAt: VirtualTime.start + .seconds(3600), message: "A \"new\" disk")
    #expect(try await first.switchMaintenance(to: wanted, bench.emitter).hasChanged)
    router.change { $0.sinks["hook"]?.isFailing = false }
    let second = Self.source(on: bench, router)
    let state = await second.maintenance(bench.emitter)
    #expect(state.isEnabled && state.message == "A \"new\" disk" && state.startsAt == VirtualTime.start)
    #expect(state.endsAt == wanted.endsAt)
    _ = try await bench.running(second) { await bench.time.waitForSleepers() }
    let told = Self.told(bench.events)
    #expect(
      told == [
        "sink_failing warning investigating", "starting→degraded started", "maintenance true",
        "sink_failing warning resolved", "starting→healthy started",
      ])
    let ids = bench.events.compactMap { $0.data.root["alert_id"]?.string }
    #expect(ids.count == 2 && ids[0] == ids[1])
  }

  @Test(arguments: ["", "{}", "[]", "nonsense", #"{"alerts":[{"component":"x"},7],"maintenance":{"enabled":"yes"}}"#])
  func `What a life before has left and cannot be read is left out`(_ text: String) {
    let memory = Memory(text: text)
    #expect(memory.alerts.isEmpty)
    #expect(memory.maintenance == Maintenance())
  }

  // MARK: Maintenance

  @Test func `Switching twice is telling once`() async throws {
    let (bench, router) = (SourceBench(name: "router"), FakeRouter())
    let source = Self.source(on: bench, router)
    let later = VirtualTime.start + .seconds(600)
    func change(_ wanted: Maintenance) async throws -> Bool {
      bench.time.advance(by: .milliseconds(1500))
      return try await source.switchMaintenance(to: wanted, bench.emitter).hasChanged
    }
    #expect(try await !change(Maintenance(isEnabled: false, message: "off already")))
    #expect(try await change(Maintenance(isEnabled: true)))
    #expect(try await !change(Maintenance(isEnabled: true)))
    #expect(try await change(Maintenance(isEnabled: true, endsAt: later, message: "longer")))
    #expect(try await !change(Maintenance(isEnabled: true, endsAt: later + .milliseconds(300), message: "longer")))
    #expect(try await change(Maintenance(isEnabled: false, message: "done")))
    #expect(try await !change(Maintenance(isEnabled: false)))
    #expect(
      bench.events.map { "\($0.data)" } == [
        #"{"enabled":true,"starts_at":"2024-01-15T10:30:03Z"}"#,
        #"{"enabled":true,"starts_at":"2024-01-15T10:30:03Z","ends_at":"2024-01-15T10:40:00Z","message":"longer"}"#,
        #"{"enabled":false,"starts_at":"2024-01-15T10:30:03Z","ends_at":"2024-01-15T10:30:09Z","message":"done"}"#,
      ])
  }

  @Test func `Maintenance that was announced and is called off has no start`() {
    let announced = Maintenance().changed(
      to: Maintenance(isEnabled: true, startsAt: VirtualTime.start + .seconds(60)), at: VirtualTime.start)
    #expect(announced.startsAt == VirtualTime.start + .seconds(60))
    #expect(announced.changed(to: Maintenance(), at: VirtualTime.start) == Maintenance())
  }

  @Test func `A log that takes nothing refuses a switch, and nothing has changed`() async throws {
    let (bench, router) = (SourceBench(name: "router", queue: 1), FakeRouter())
    let source = Self.source(on: bench, router)
    _ = try await source.switchMaintenance(to: Maintenance(isEnabled: true), bench.emitter)
    await #expect(throws: EmitError.self) {
      try await source.switchMaintenance(to: Maintenance(), bench.emitter)
    }
    #expect(await source.maintenance(bench.emitter).isEnabled)
    bench.makeRoom()
    #expect(try await source.switchMaintenance(to: Maintenance(), bench.emitter).hasChanged)
    #expect(Self.told(bench.events) == ["maintenance true", "maintenance false"])
  }

  @Test func `A deployment without a type gets the others`() async throws {
    let bench = SourceBench(name: "router", catalogue: try Catalogue(disabling: ["system_alert", "maintenance_mode"]))
    let router = FakeRouter()
    router.change { $0.log.isWritable = false }
    let source = Self.source(on: bench, router)
    _ = try await bench.running(source) { await bench.time.waitForSleepers() }
    #expect(Self.told(bench.events) == ["starting→unhealthy started"])
    await #expect(throws: EmitError.self) {
      try await source.switchMaintenance(to: Maintenance(isEnabled: true), bench.emitter)
    }
  }

  // MARK: Config

  @Test func `The example of the README loads`() throws {
    let readme = try Readme(beside: #filePath)
    readme.expectExamples(in: "sources", of: systemSourceFactory)
    readme.expectKeys(of: SystemSourceConfig.self)
  }

  @Test(arguments: [
    ("every: 1ms", "1:8 error: 'every' must be between 100ms and 1h"),
    ("queue_use: 80", "1:12 error: 'queue_use' must be between 0.01 and 1.0"),
    ("disk_use: 0", "1:11 error: 'disk_use' must be between 0.01 and 1.0"),
    ("clear_after: -1s", "1:14 error: expected a duration such as 5s, found a string"),
    ("alerts: []", "1:1 error: unknown key 'alerts'"),
  ])
  func `Mistakes are found where they are`(yaml: String, finding: String) {
    #expect(SystemSourceConfig.read(yaml).findings == [finding])
  }
}

extension ComponentContext {
  func with(_ health: @escaping @Sendable () -> RouterHealth) -> ComponentContext {
    ComponentContext(name: name, catalogue: catalogue, time: time, logger: logger, health: health)
  }
}

extension SourceBench {
  func context(with health: @escaping @Sendable () -> RouterHealth) -> ComponentContext { context.with(health) }
}
