import ConfigSchema
import Logging
import TestSupport
import Testing

@testable import RouterCore

@Suite struct SwapUnderLoadTests {
  private static let producers = 4
  private static let batches = 150

  /// A stage that picks some events for one sink, and everything for the other. Versions differ in what is picked and
  /// in the order of the pipelines.
  private func graph(_ version: Int) throws -> Graph {
    let config = ConfigNode(.scalar(ConfigNode.Scalar("\(version % 3)")), at: .nowhere)
    let pick = Graph.StageNode(name: "pick", type: "pick", config: config, prototype: PickStage(every: version % 3 + 2))
    let some = PipelineDescription(name: "some", from: ["test"], stages: [pick], to: ["a"])
    let all = PipelineDescription(name: "all", from: ["test"], to: ["b"])
    return try Graph(pipelines: version.isMultiple(of: 2) ? [some, all] : [all, some], sinks: ["a", "b"])
  }

  @Test func `nothing is lost or doubled while graphs are swapped under load`() async throws {
    let bench = LogBench(queue: 500)
    let (a, b) = (RecordingOutlet(), RecordingOutlet())
    let loop = RouterLoop(
      graph: try graph(0), outlets: [a, b], log: bench.log, time: bench.time,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    let running = Running { await loop.run() }
    let swaps = Running {
      for version in 1...500 {
        await #expect(throws: Never.self) { await loop.swap(to: try graph(version), outlets: [a, b]) }
        let counters = await loop.counters()
        if counters.unaccounted != 0 { Issue.record("version \(version): \(counters)") }
        await Task.yield()
      }
    }
    let accepted = try await produce(on: bench)
    while !swaps.hasEnded { await Task.yield() }
    bench.log.close()
    while !running.hasEnded { await Task.yield() }
    try await check(bench, await loop.counters(), a.numbers, b.numbers, accepted: accepted)
  }

  private func produce(on bench: LogBench) async throws -> Set<UInt64> {
    try await withThrowingTaskGroup(of: [UInt64].self) { group in
      for producer in 0..<Self.producers {
        group.addTask {
          var numbers: [UInt64] = []
          for batch in 0..<Self.batches {
            numbers += try await bench.append(batch % 9 + 1, from: producer, whenFull: .wait)
          }
          return numbers
        }
      }
      return try await group.reduce(into: []) { $0.formUnion($1) }
    }
  }

  private func check(
    _ bench: LogBench, _ counters: LedgerSnapshot, _ a: [UInt64], _ b: [UInt64], accepted: Set<UInt64>
  ) async throws {
    #expect(b == accepted.sorted(), "a sink that gets everything gets each event once, in order")
    #expect(a == Set(a).sorted(), "in order and none twice")
    #expect(bench.log.status().queued == 0)
    #expect(counters.unaccounted == 0)
    #expect(counters.points[.source("test")]?.received == UInt64(accepted.count))
    #expect(counters.points[.sink("b")]?.passed == UInt64(accepted.count))
    let atA = Set(a)
    for number in accepted {
      let outcomes = try await bench.log.outcomes(of: EventNumber(number))
      let isAtA = atA.contains(number)
      let some: Outcome.Fate = isAtA ? .admitted(sink: "a") : .dropped(stage: "pick", .filtered)
      guard outcomes.count == 2, outcomes.contains(Outcome(pipeline: "all", fate: .admitted(sink: "b"))),
        outcomes.contains(Outcome(pipeline: "some", fate: some))
      else {
        Issue.record("event \(number): \(outcomes)")
        return
      }
    }
  }
}

/// Lets one of so many through.
private struct PickStage: Stage {
  let every: Int
  private var count = 0

  init(every: Int) { self.every = every }

  mutating func process(_ delivery: Delivery, at time: Timestamp, _ output: inout StageOutput) -> StageVerdict {
    count += 1
    return count % every == 0 ? .keep : .drop(.filtered)
  }
}
