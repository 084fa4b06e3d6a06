import ConfigSchema
import RouterCore
import TestSupport
import Testing

@testable import MetricsPlugin

@Suite(.timeLimit(.minutes(1))) struct MetricsSourceTests {
  private let factory = metricsSourceFactory

  @Test func `The source keeps the contract`() async {
    await SourceContract(factory, config: .yaml("every: 1s\nalerts: [{ metric: memory_usage, above: 0 }]")).check()
  }

  @Test func `Measurements come at every interval, without drift`() async throws {
    let bench = SourceBench(name: "host")
    let source = MetricsSource(
      config: .sample("every: 5s"), files: FakeHost(Texts.host), context: bench.context)
    let events = try await bench.running(source) {
      await bench.time.advance(by: .milliseconds(5300), times: 3)
      return bench.events
    }
    #expect(events.map(\.typeName) == Array(repeating: "metrics_update", count: 3))
    // Moved 5.3 s at a time, the source still asks for whole multiples of 5 s.
    #expect(events.allSatisfy { ($0.time - VirtualTime.start).wholeMicroseconds < 16_000_000 })
  }

  @Test func `An alert comes with the measurement that raised it`() async throws {
    let bench = SourceBench(name: "host")
    let host = FakeHost(Texts.host)
    let source = MetricsSource(
      config: .sample("every: 1s\nalerts: [{ metric: load_1m, above: 5 }]"), files: host,
      context: bench.context)
    let types = try await bench.running(source) {
      for load in ["1.0", "6.0", "6.5", "2.0"] {
        await bench.time.waitForSleepers()
        host.set("/proc/loadavg", "\(load) 1 1 1/1 1\n")
        bench.time.advance(by: .seconds(1))
      }
      await bench.time.waitForSleepers()
      return bench.events.map { $0.data.root["status"]?.string ?? $0.typeName }
    }
    #expect(
      types == ["metrics_update", "metrics_update", "raised", "metrics_update", "metrics_update", "cleared"])
  }

  @Test func `Agents are told as documented`() throws {
    var agents = AgentMetrics()
    (agents.activeAgents, agents.queueLength) = (12, 23)
    agents.agents = [
      .init(
        id: "agent_123", status: "active", inferenceRate: 2.5, averageResponseTime: 0.23414, successRate: 0.98,
        currentLoad: 0.65),
      .init(
        id: "agent_456", status: "idle", inferenceRate: 0, averageResponseTime: 0, successRate: 1, currentLoad: 0),
    ]
    var measurements = Measurements(from: HostSample(), to: HostSample())
    (measurements.cpuUsage, measurements.memoryUsage) = (45.2, 62.8)
    let data = try JSONDocument { measurements.write(to: &$0, agents) }.root
    let example = JSONDocument.sample(Catalogue.standard.type(named: "metrics_update")?.example ?? "").root
    for key in ["system", "agents"] {
      let documented = example[key].map { String(decoding: $0.text, as: UTF8.self).filter { !$0.isWhitespace } }
      #expect(data[key].map { String(decoding: $0.text, as: UTF8.self) } == documented)
    }
  }

  @Test func `Whatever an agent's figures are, the event is valid`() throws {
    var agents = AgentMetrics()
    agents.agents = [Double.infinity, .nan, 1e308].enumerated().map { index, value in
      .init(
        id: "\(index)", status: "active", inferenceRate: 1, averageResponseTime: value, successRate: 1, currentLoad: 0)
    }
    let measurements = Measurements(from: HostSample(), to: HostSample())
    let data = try JSONDocument { measurements.write(to: &$0, agents) }
    let figures = data.root["agents"]?.members.map { $0.value["avg_response_time"] }
    #expect(figures?.map { $0?.double } == [nil, nil, 1e308])
    #expect(!data.description.contains("null"))
  }

  @Test func `However many agents there are, the event stays a message`() throws {
    var agents = AgentMetrics()
    agents.agents = (0..<20_000).map { number in
      .init(
        id: "\(number)" + String(repeating: "\"", count: 122), status: "active", inferenceRate: 1.0 / 3,
        averageResponseTime: 1.0 / 3, successRate: 1.0 / 3, currentLoad: 1.0 / 3)
    }
    let measurements = Measurements(from: HostSample(), to: HostSample())
    let data = try JSONDocument { measurements.write(to: &$0, agents) }
    #expect(data.root["agents"]?.count == 2000)
  }

  @Test(arguments: [
    ([0, 5, 10], [5, 10, 15]), ([0, 12, 15], [5, 15, 20]), ([0, 7, 2, 7], [5, 10, 7, 12]),
  ])
  func `Ticks keep to the interval and survive a clock that is set back`(nows: [Int], nexts: [Int]) {
    var ticks = Ticks(every: .seconds(5), start: VirtualTime.start)
    let times = nows.map { ticks.next(after: VirtualTime.start + .seconds($0)) }
    #expect(times == nexts.map { VirtualTime.start + .seconds($0) })
  }

  // MARK: Config

  @Test func `The examples of the README load`() throws {
    let readme = try Readme(beside: #filePath)
    readme.expectExamples(in: "sources", of: factory)
    readme.expectKeys(of: MetricsSourceConfig.self)
    readme.expectKeys(of: AlertConfig.self)
  }

  @Test(arguments: [
    ("every: 1ms", "1:8 error: 'every' must be at least 100ms"),
    ("disks: [data]", "1:8 error: 'data' is no absolute path"),
    (
      "disks: []\nalerts: [{ metric: disk_usage, above: 1 }]",
      "2:9 error: an alert on disk_usage needs a mount point in 'disks'"
    ),
    ("alerts: [{ above: 1 }]", "1:10 error: missing key 'metric'"),
    ("alerts: [{ metric: cpu_usage }]", "1:10 error: an alert needs 'above' or 'below'"),
    (
      "alerts: [{ metric: cpu_usage, above: 1, below: 0 }]",
      "1:48 error: an alert has 'above' or 'below', not both"
    ),
    (
      "alerts: [{ metric: cpu_usage, above: 1, clear: 2 }]",
      "1:48 error: 'clear' must not be greater than 'above'"
    ),
    (
      "alerts: [{ metric: cpu_usage, below: 3, clear: 2 }]",
      "1:48 error: 'clear' must not be smaller than 'below'"
    ),
  ])
  func `Mistakes are found where they are`(yaml: String, finding: String) {
    #expect(MetricsSourceConfig.read(yaml).findings == [finding])
  }
}
