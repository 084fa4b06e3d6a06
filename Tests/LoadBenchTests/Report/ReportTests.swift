import RouterCore
import Testing

@testable import LoadBench

struct ReportTests {
  private static let latency: LatencyReport? = {
    var tally = Tally()
    for milliseconds in 1...1000 as ClosedRange<UInt64> { tally.record(.inOrder, latency: milliseconds * 1_000_000) }
    return LatencyReport(tally.latency)
  }()

  private func report(
    _ scenario: Scenario = .fanOut(.test), faults: FaultReport = FaultReport(), loop: Double = 1,
    server: ServerUse = .known(cpuSeconds: 1, residentBytes: 20_000_000),
    memory: MemoryReport = .known(bytes: 20_000_000, perSession: 6000), others: Int = 0
  ) -> BenchReport {
    var part = PartReport(
      seconds: 2, deliveries: scenario == .idle ? 0 : 4_000_000, latency: scenario == .idle ? nil : Self.latency,
      server: server, clientCPU: 1.5, busiestLoopCPU: loop)
    part.published = PublishCount(sent: 4000, accepted: 3990, refused: 10)
    return BenchReport(
      scenario: scenario, clients: 1000, connectSeconds: 0.5, part: part, memory: memory, faults: faults, others: others
    )
  }

  // MARK: Text

  @Test func `The table has the figures that a user asks for`() {
    #expect(
      TextReport(report()).text == """
        fan-out: every event to 1 000 clients, 200-byte events, at most 4 outstanding

          connected in   0.500 s (2 000/s)
          measured for   2.00 s
          events         4 000 (2 000/s), 10 refused with 503
          deliveries     4 000 000 (2 000 000/s)
          faults         0 lost, 0 repeated
          latency        p50 500 ms  p90 900 ms  p99 990 ms  p99.9 999 ms  max 1 000 ms
          server CPU     0.250 s per million deliveries, 0.500 cores
          server memory  6 000 B per session, 19.1 MiB in all when connected
          client CPU     0.375 s per million deliveries, 0.750 cores; busiest event loop 50.0 %

        """)
  }

  @Test func `Idle clients have no deliveries and no latencies`() {
    let text = TextReport(report(.idle)).text
    #expect(text.hasPrefix("idle: 1 000 clients\n"))
    #expect(!text.contains("deliveries"))
    #expect(!text.contains("latency"))
    #expect(text.contains("server CPU     0.500 cores\n"))
  }

  @Test func `Pings are answered, not delivered`() {
    let text = TextReport(report(.requestReply(depth: 16))).text
    #expect(text.hasPrefix("request-reply: 1 000 clients, each with 16 pings unanswered\n"))
    #expect(text.contains("answers        4 000 000 (2 000 000/s)\n"))
    #expect(text.contains("0.250 s per million answers"))
  }

  @Test func `Faults of all kinds are shown`() {
    let faults = FaultReport(
      lost: 1, late: 2, repeated: 3, foreign: 4, endings: ["close 1013", "close 1001", "close 1013"])
    let text = TextReport(report(faults: faults)).text
    #expect(text.contains("1 lost, 3 repeated, 2 out of order, 4 to the wrong client\n"))
    #expect(text.contains("\nThe server ended 2 connections: close 1013\n"))
    #expect(text.contains("\nThe server ended 1 connections: close 1001\n"))
  }

  @Test(arguments: [
    FaultReport(lost: 1), FaultReport(late: 1), FaultReport(repeated: 1), FaultReport(foreign: 1),
    FaultReport(endings: ["x"]),
  ])
  func `Every fault makes a run a failed one`(faults: FaultReport) {
    #expect(!report(faults: faults).isClean)
    #expect(report().isClean)
  }

  @Test func `A client that is the limit says so`() {
    #expect(TextReport(report(loop: 1.9)).text.contains("its own limit"))
    #expect(!TextReport(report(loop: 1.7)).text.contains("its own limit"))
  }

  @Test func `What is unknown says why`() {
    let text = TextReport(report(server: .unknown("no page"), memory: .unknown("no idea"))).text
    #expect(text.contains("server CPU     unknown: no page\n"))
    #expect(text.contains("server memory  unknown: no idea\n"))
  }

  @Test func `A server that others use is noticed`() {
    #expect(TextReport(report(others: 7)).text.contains("7 messages of others"))
  }

  // MARK: JSON

  private func json(_ report: BenchReport) throws -> JSONNode {
    try JSONDocument(parsing: JSONReport(report).text).root
  }

  @Test func `Programs get the same figures`() throws {
    let root = try json(report())
    #expect(root["ok"]?.bool == true)
    #expect(root["scenario"]?.string == "fan-out")
    #expect(root["window"]?.int == 4)
    #expect(root["events"]?["refused"]?.int == 10)
    #expect(root["deliveries_per_second"]?.double == 2_000_000)
    #expect(root["latency_ms"]?["p99.9"]?.double.map { $0.rounded() } == 999)
    #expect(root["server"]?["cpu_seconds_per_million"]?.double == 0.25)
    #expect(root["server"]?["memory_bytes_per_session"]?.double == 6000)
    #expect(root["client"]?["busiest_loop_share"]?.double == 0.5)
  }

  @Test func `Programs get faults, and null for what is unknown`() throws {
    let faults = FaultReport(lost: 1, late: 2, repeated: 3, foreign: 4, endings: ["close 1013"])
    let root = try json(report(.idle, faults: faults, server: .unknown("no page"), memory: .unknown("no idea")))
    #expect(root["ok"]?.bool == false)
    #expect(root["faults"]?["lost"]?.int == 1)
    #expect(root["faults"]?["out_of_order"]?.int == 2)
    #expect(root["faults"]?["ended_connections"]?.elements.map { $0["reason"]?.string } == ["close 1013"])
    #expect(root["server"]?["cpu_seconds"]?.isNull == true)
    #expect(root["server"]?["cpu_unknown"]?.string == "no page")
    #expect(root["server"]?["memory_bytes_per_session"]?.isNull == true)
    #expect(root["deliveries"] == nil)
  }

  @Test(
    arguments: [
      (.ownAgent(Publishing(pace: .open(rate: 50), payload: 1, batch: 1, pipeline: 1)), "rate"),
      (.requestReply(depth: 3), "depth"),
    ] as [(Scenario, String)])
  func `Programs get what was asked for`(scenario: Scenario, key: String) throws {
    let root = try json(report(scenario))
    #expect(root["scenario"]?.string == scenario.name)
    #expect(root[key]?.double == (key == "rate" ? 50 : 3))
  }
}
