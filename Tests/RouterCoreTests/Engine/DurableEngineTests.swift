import ConfigSchema
import Logging
import TestSupport
import Testing

@testable import RouterCore

/// An engine over a log that survives it.
@Suite struct DurableEngineTests {
  private func engine(_ stored: StoredLogBench, _ sinks: [(name: String, sink: any Sink, isDurable: Bool)]) throws
    -> Engine
  {
    let graph = try Graph(
      pipelines: [PipelineDescription(name: "live", from: ["test"], stages: [], to: sinks.map(\.name))],
      sinks: sinks.map(\.name) + ["clients"])
    let specs = sinks.map { item in
      Deployment.SinkSpec(name: item.name, type: "test", isDurable: item.isDurable) { _ in item.sink }
    }
    return try Engine(
      Deployment(graph: graph, sources: [], sinks: specs), catalogue: .standard, log: stored.log,
      clients: RecordingOutlet(), time: stored.time, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }

  private func stop(_ engine: Engine) async {
    await engine.stopSources()
    await engine.drainRouter()
    let drain = Running { await engine.drainSinks() }
    #expect(await drain.stop())
  }

  @Test func `what a durable sink has not taken comes in the next life, what a queue had is gone`() async throws {
    let down = Array(repeating: SinkAnswer.retry(reason: "down"), count: 100_000)
    let stored = try await StoredLogBench()
    let first = try engine(stored, [("kept", ScriptedSink(down), true), ("quick", ScriptedSink(down), false)])
    await first.start()
    try await stored.append(20)
    while await first.counters().routed.value < 20 { await Task.yield() }
    await stop(first)
    let before = await first.counters()
    #expect(before.unaccounted == 0)
    #expect(before.sinks["kept"]?.queued == 20 && before.sinks["kept"]?.abandoned == 0)
    #expect(before.sinks["quick"]?.queued == 0 && before.sinks["quick"]?.abandoned == 20)
    await stored.settle()

    let again = try await stored.crashed()
    let (kept, quick) = (RecordingSink(), RecordingSink())
    let second = try engine(again, [("kept", kept, true), ("quick", quick, false)])
    await second.start()
    await kept.wait { $0.delivered.count == 20 }
    let numbers = try await again.append(2)
    await kept.wait { $0.delivered.count == 22 }
    await quick.wait { $0.delivered.count == 2 }
    await stop(second)
    #expect(kept.numbers == Array(1...20) + Array(numbers))
    #expect(quick.numbers == Array(numbers))
    let after = await second.counters()
    #expect(after.unaccounted == 0)
    #expect(after.sinks["kept"]?.offered == 22 && after.sinks["kept"]?.delivered == 22)
  }

  @Test func `only durable sinks of an old log are told that events may come again`() async throws {
    let seen = Watched<[String: EventNumber]>([:])
    for (round, stored) in [try await StoredLogBench(), try await oldLog()].enumerated() {
      let specs = [("kept", true), ("quick", false)].map { name, isDurable in
        Deployment.SinkSpec(name: name, type: "test", isDurable: isDurable) { context in
          seen.change { $0[context.name] = context.mayRepeat }
          return RecordingSink()
        }
      }
      let graph = try Graph(
        pipelines: [PipelineDescription(name: "live", from: ["test"], stages: [], to: ["kept", "quick"])],
        sinks: ["kept", "quick", "clients"])
      _ = try Engine(
        Deployment(graph: graph, sources: [], sinks: specs), catalogue: .standard, log: stored.log,
        clients: RecordingOutlet(), time: stored.time, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
      let head = stored.log.status().head
      #expect(seen.value == ["kept": round == 0 ? .zero : head, "quick": .zero])
      #expect(round == 0 || head.value >= 5)
    }
  }

  private func oldLog() async throws -> StoredLogBench {
    let stored = try await StoredLogBench()
    try await stored.append(5)
    return try await stored.crashed()
  }
}
