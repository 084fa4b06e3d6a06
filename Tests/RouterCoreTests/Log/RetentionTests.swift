import TestSupport
import Testing

@testable import RouterCore

@Suite struct RetentionTests {
  private static let cost = LogBench.events(1)[0].cost

  @Test(
    "the first bound that is reached counts",
    arguments: [
      (5, 1_000_000, 3600, 5), (10, 3 * cost, 3600, 3), (10, 3 * cost + 1, 3600, 3), (10, 1_000_000, 4, 4),
      (2, 3 * cost, 4, 2), (7, 3 * cost, 4, 3), (7, 5 * cost, 2, 2), (0, 1_000_000, 3600, 0), (10, 1, 3600, 0),
      (100, 1_000_000, 3600, 10),
    ])
  func bounds(count: Int, size: Int, seconds: Int, left: Int) async throws {
    let bench = LogBench(age: .seconds(seconds), size: size, count: count)
    for _ in 1...10 {
      bench.time.advance(by: .seconds(1))
      try await bench.append(1)
    }
    bench.time.advance(by: .seconds(1))
    bench.advance(to: 10)
    #expect(bench.retained == Array(1...10).suffix(left))
    let status = bench.log.status()
    #expect(status.count == left)
    #expect(status.bytes == left * Self.cost)
    #expect(status.oldest.value == UInt64(11 - left))
  }

  @Test func `what the slowest cursor has not dealt with is retained beyond every bound`() async throws {
    let slow = LogCursor("slow")
    let bench = LogBench(age: .seconds(1), size: 1, count: 0, cursors: [.router, slow])
    try await bench.append(5)
    bench.time.advance(by: .seconds(3600))
    bench.advance(to: 5)
    #expect(bench.retained == [1, 2, 3, 4, 5])
    bench.advance(slow, to: 3)
    #expect(bench.retained == [4, 5])
    bench.advance(slow, to: 5)
    #expect(bench.retained == [])
    #expect(bench.log.status().oldest.value == 6)
  }

  // MARK: Outcomes

  private func batch(_ graph: Graph, _ numbers: ClosedRange<UInt64>, reason: DropReason? = nil) -> OutcomeBatch {
    var batch = OutcomeBatch(graph: graph)
    for number in numbers.map(EventNumber.init) {
      if let reason {
        let place = StagePlace(pipeline: 0, position: 0)
        batch.add(number, droppedAt: place, reason, isChanged: false)
      } else {
        batch.add(number, unroutedBehind: nil)
      }
    }
    return batch
  }

  private func graph() throws -> Graph {
    let stage = Graph.StageNode(name: "stage", type: "moody", prototype: MoodyStage(seed: 0))
    return try Graph(
      pipelines: [PipelineDescription(name: "live", from: ["s"], stages: [stage], to: ["k"])], sinks: ["k"])
  }

  @Test func `outcomes are forgotten with their events`() async throws {
    let bench = LogBench(count: 2)
    let graph = try graph()
    for number in 1...5 as ClosedRange<UInt64> {
      try await bench.append(1)
      _ = bench.log.record(batch(graph, number...number), emissions: [], routed: nil)
      bench.advance(to: number)
    }
    var known: [Int] = []
    for number in 1...5 as ClosedRange<UInt64> {
      known.append(try await bench.log.outcomes(of: EventNumber(number)).count)
    }
    #expect(known == [0, 0, 0, 1, 1])
  }

  @Test func `pages are given back when all their events are gone`() throws {
    var journal = OutcomeJournal()
    for number in stride(from: 1, to: 100_000, by: 256) as StrideTo<UInt64> {
      journal.record(batch(.empty, number...number + 255))
    }
    let all = journal.pageCount
    journal.forget(before: EventNumber(99_000), through: journal.end)
    #expect(all >= 90)
    #expect(journal.pageCount <= 2)
  }

  @Test func `steps of one graph share pages, and each outcome keeps its reason`() throws {
    var journal = OutcomeJournal()
    let (graph, other) = (try graph(), try graph())
    let reasons = [DropReason.filtered, .evaluationError, .reloaded, .filtered]
    for (number, reason) in zip((1 as UInt64)..., reasons) {
      journal.record(batch(graph, number...number, reason: reason))
    }
    #expect(journal.pageCount == 1)
    journal.record(batch(other, 5...5, reason: .evaluationError))
    #expect(journal.pageCount == 2)
    for (number, reason) in zip((1 as UInt64)..., reasons + [.evaluationError]) {
      let outcome = Outcome(pipeline: "live", fate: .dropped(stage: "stage", reason))
      #expect(journal.outcomes(of: EventNumber(number)) == [outcome])
    }
  }

  @Test func `a record is small`() {
    #expect(MemoryLayout<OutcomeBatch.Record>.stride == 16)
  }
}
