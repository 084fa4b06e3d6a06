import ConfigSchema
import RouterCore
import RouterStages
import TestSupport
import Testing

/// The stages in a router, where nothing may get lost between them.
struct PipelineTests {
  private static func node(_ factory: StageFactory, _ yaml: String) -> Graph.StageNode {
    Graph.StageNode(name: factory.type, type: factory.type, prototype: StageProbe(factory, yaml).stage)
  }

  private static func router(_ stages: [Graph.StageNode]) throws -> Router {
    let pipeline = PipelineDescription(name: "live", from: ["ingest"], stages: stages, to: ["clients"])
    return Router(graph: try Graph(pipelines: [pipeline], sinks: ["clients"]))
  }

  private static func entries(_ count: Int, seed: UInt64) -> [LogEntry] {
    var random = SplitMix64(seed: seed)
    var now = VirtualTime.start
    return (1...count).map { number in
      now = now + .milliseconds(Int.random(in: 0...40, using: &random))
      let severity = ["info", "warning", "error"].randomElement(using: &random) ?? "info"
      let (load, agent) = (Int.random(in: 0...100, using: &random), Int.random(in: 0...4, using: &random))
      let data = #"{"agent_id":"agent_\#(agent)","severity":"\#(severity)","load":\#(load),"token":"secret"}"#
      let event = Event.sample("agent_status", data, time: now)
      return LogEntry(number: EventNumber(UInt64(number)), loggedAt: now, origin: .ingest, event: event)
    }
  }

  private static let stages = [
    node(.filter, "{ types: [agent.*], severity: [warning, error], field: event.data.load, ge: 20 }"),
    node(.throttle, "{ rate: 10/s, key: event.agent }"),
    node(.window, "{ every: 5s, group_by: [event.agent, event.data.token], sum: event.data.load }"),
    node(.redact, "mask: [event.data.group.token]"),
  ]

  @Test(arguments: 1...4)
  func `The counters of a pipeline add up, and what it emits comes through it`(seed: UInt64) throws {
    var router = try Self.router(Self.stages)
    let entries = Self.entries(3000, seed: seed)
    var emitted: [LogEntry] = []
    var delivered: [Event] = []
    for batch in stride(from: 0, to: entries.count, by: 100).map({ entries[$0..<min($0 + 100, entries.count)] }) {
      var step = router.step(Array(batch))
      while !step.emissions.isEmpty {
        delivered += step.deliveries.joined().map(\.event)
        let returning = step.emissions.enumerated().map { index, emission in
          LogEntry(
            number: EventNumber(UInt64(10_000 + emitted.count + index)), loggedAt: batch.last?.loggedAt ?? .distantPast,
            origin: emission.origin, event: emission.event)
        }
        emitted += returning
        step = router.step(returning)
      }
      delivered += step.deliveries.joined().map(\.event)
      #expect(router.counters().unaccounted == 0)
    }
    #expect(!delivered.isEmpty && delivered.count == emitted.count)
    #expect(delivered.allSatisfy { $0.data.root[["group", "token"]]?.string == "***" })
    let summarized = delivered.reduce(0) { $0 + $1.counted }
    let absorbed = router.counters().points[.stage(pipeline: "live", stage: "window")]?.absorbed ?? 0
    #expect(summarized <= absorbed && router.deadline != nil, "only the last window is open")
  }

  @Test func `Two routers fed equally decide equally`() throws {
    let more = [
      Self.node(.dedupe, "{ key: [event.agent, event.data.load], window: 2s }"), Self.node(.sample, "keep: 1/2"),
      Self.node(.rename, "fields: { event.data.load: current_load }"),
    ]
    var routers = [try Self.router(Self.stages.prefix(2) + more), try Self.router(Self.stages.prefix(2) + more)]
    let entries = Self.entries(3000, seed: 9)
    let whole = routers[0].step(entries).deliveries.joined().map(\.number)
    let inParts = entries.flatMap { routers[1].step([$0]).deliveries.joined().map(\.number) }
    #expect(whole == inParts && !whole.isEmpty)
    #expect(routers[0].counters() == routers[1].counters())
    #expect(routers[0].counters().unaccounted == 0)
  }

  @Test func `A window ends though nothing comes in`() throws {
    var router = try Self.router([Self.node(.window, "every: 10s")])
    _ = router.step([Self.entries(1, seed: 1)[0]])
    let deadline = try #require(router.deadline)
    #expect(router.advance(to: deadline - .microseconds(1)).emissions.isEmpty)
    #expect(router.advance(to: deadline).emissions.map(\.event.counted) == [1])
    #expect(router.deadline == nil)
  }
}
