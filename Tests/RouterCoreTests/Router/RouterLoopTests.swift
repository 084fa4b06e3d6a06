import Logging
import TestSupport
import Testing

@testable import RouterCore

@Suite struct RouterLoopTests {
  private let bench = LogBench()

  private func loop(_ graph: Graph, _ outlets: [any Outlet]) -> RouterLoop {
    RouterLoop(
      graph: graph, outlets: outlets, log: bench.log, time: bench.time,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }

  private func graph(_ stages: [any Stage] = [], to sinks: [String] = ["k"]) throws -> Graph {
    let nodes = stages.enumerated().map { Graph.StageNode(name: "stage\($0)", type: "test", prototype: $1) }
    return try Graph(
      pipelines: [PipelineDescription(name: "live", from: ["test"], stages: nodes, to: sinks)], sinks: sinks)
  }

  @Test func `entries reach the outlets in order, and the log learns of it`() async throws {
    let outlet = GatedOutlet()
    let loop = loop(try graph(), [outlet])
    let running = Running { await loop.run() }
    for _ in 1...100 { try await bench.append(10) }
    bench.log.close()
    await outlet.wait(for: 1000)
    #expect(await running.stop())
    #expect(outlet.numbers == Array(1...1000))
    #expect(bench.log.status().queued == 0)
    #expect(await loop.routed().value == 1000)
    #expect(try await bench.log.outcomes(of: EventNumber(7)) == [Outcome(pipeline: "live", fate: .admitted(sink: "k"))])
  }

  @Test func `what stages emit while the log drains is routed too`() async throws {
    let outlet = GatedOutlet()
    let loop = loop(try graph([EchoStage(), EchoStage()]), [outlet])
    try await bench.append(10)
    bench.log.close()
    await loop.run()
    // 10, each echoed by the first stage; all 20 echoed by the second.
    #expect(outlet.numbers.count == 40)
    #expect(await loop.counters().unaccounted == 0)
    #expect(await loop.counters().underWay == 0)
    #expect(bench.log.status().head.value == 40)
  }

  @Test func `a tick does not overtake a step that an outlet holds up`() async throws {
    let (slow, fast) = (GatedOutlet(isOpen: false), GatedOutlet())
    let loop = loop(try graph([DelayStage(delay: .seconds(5))], to: ["slow", "fast"]), [slow, fast])
    let running = Running { await loop.run() }
    // Every second event is delayed: 1 waits, 2 goes on and meets the closed gate.
    try await bench.append(1)
    await bench.time.waitForSleepers()
    try await bench.append(1)
    await slow.waitForCalls(1)
    bench.time.advance(by: .seconds(5))
    // The tick takes the timer before it waits for its turn.
    while bench.time.sleeperCount > 0 { await Task.yield() }
    for _ in 0..<100 { await Task.yield() }
    #expect(fast.numbers == [])
    slow.setOpen(true)
    await fast.wait(for: 2)
    #expect(slow.numbers == [2, 1])
    #expect(fast.numbers == [2, 1])
    bench.log.close()
    #expect(await running.stop())
  }

  @Test func `a deadline is met though nothing comes in, again and again`() async throws {
    let outlet = GatedOutlet()
    let loop = loop(try graph([DelayStage(delay: .seconds(5))]), [outlet])
    let running = Running { await loop.run() }
    for round in 0..<5 as Range<UInt64> {
      try await bench.append(1)
      await bench.time.waitForSleepers()
      try await bench.append(1)
      await outlet.wait(for: Int(round) * 2 + 1)
      bench.time.advance(by: .seconds(5))
      await outlet.wait(for: Int(round) * 2 + 2)
      #expect(outlet.numbers.suffix(2) == [2 * round + 2, 2 * round + 1])
    }
    #expect(bench.time.sleeperCount == 0)
    bench.log.close()
    #expect(await running.stop())
  }

  @Test func `a swap does not wait for an outlet that holds the router up`() async throws {
    let (old, new) = (GatedOutlet(isOpen: false), GatedOutlet())
    let loop = loop(try graph(), [old])
    let running = Running { await loop.run() }
    try await bench.append(2)
    await old.waitForCalls(1)
    await loop.swap(to: try graph(), outlets: [new])
    try await bench.append(2)
    old.setOpen(true)
    await new.wait(for: 2)
    #expect(old.numbers == [1, 2])
    #expect(new.numbers == [3, 4])
    bench.log.close()
    #expect(await running.stop())
  }

  @Test func `cancelled it routes what the log still has, and ends`() async throws {
    let outlet = GatedOutlet(isOpen: false)
    let loop = loop(try graph(), [outlet])
    let running = Running { await loop.run() }
    try await bench.append(600)
    await outlet.waitForCalls(1)
    #expect(await running.stop())
    #expect(await loop.routed().value == 600)
    #expect(await loop.counters().points[.sink("k")]?.passed == 600)
  }

  @Test func `when it has ended no timer is left`() async throws {
    let loop = loop(try graph([DelayStage(delay: .seconds(5))]), [GatedOutlet()])
    try await bench.append(3)
    bench.log.close()
    await loop.run()
    while bench.time.sleeperCount > 0 { await Task.yield() }
    await loop.swap(to: try graph([DelayStage(delay: .seconds(1))]), outlets: [GatedOutlet()])
    #expect(bench.time.sleeperCount == 0)
    #expect(await loop.counters().unaccounted == 0)
  }
}

/// Emits every event once more.
struct EchoStage: Stage {
  mutating func process(_ delivery: Delivery, at time: Timestamp, _ output: inout StageOutput) -> StageVerdict {
    output.emit(delivery.event)
    return .keep
  }
}

/// Holds every second event, the first one included, for a while.
struct DelayStage: Stage {
  let delay: Duration
  private var held: [(deadline: Timestamp, delivery: Delivery)] = []
  private var count = 0

  init(delay: Duration) { self.delay = delay }

  var deadline: Timestamp? { held.first?.deadline }

  mutating func process(_ delivery: Delivery, at time: Timestamp, _ output: inout StageOutput) -> StageVerdict {
    count += 1
    guard count % 2 == 1 else { return .keep }
    held.append((time + delay, delivery))
    return .hold
  }

  mutating func due(at time: Timestamp, _ output: inout StageOutput) {
    while let first = held.first, first.deadline <= time { output.release(held.removeFirst().delivery) }
  }
}
