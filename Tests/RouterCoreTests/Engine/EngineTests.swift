import TestSupport
import Testing

@testable import RouterCore

@Suite struct EngineTests {
  /// Emits without end.
  private static let busy: @Sendable (Emitter, VirtualTime) async throws -> Void = { emitter, _ in
    for number in 1... {
      try Task.checkCancellation()
      try await emitter.emit(EngineBench.draft(number))
      await Task.yield()
    }
  }

  private static func emit(_ count: Int) -> @Sendable (Emitter, VirtualTime) async throws -> Void {
    { emitter, _ in for number in 1...count { try await emitter.emit(EngineBench.draft(number)) } }
  }

  @Test func `a stop loses nothing that was accepted, and sinks close last`() async throws {
    let sink = RecordingSink()
    let bench = try EngineBench(source: Self.busy, sink: sink)
    await bench.engine.start()
    await sink.wait { $0.delivered.count >= 200 }
    #expect(await bench.engine.counters().unaccounted == 0)
    await bench.engine.stopSources()
    let accepted = bench.log.status().head.value
    #expect(bench.journal.value.last == "source ends")
    await bench.engine.drainRouter()
    #expect(await bench.engine.counters().routed.value == accepted)
    await bench.engine.drainSinks()
    #expect(sink.numbers == Array(1...accepted))
    #expect(Set(bench.journal.value.prefix(2)) == ["sink opens", "source runs"])
    #expect(bench.journal.value.suffix(2) == ["source ends", "sink closes"])
    let counters = await bench.engine.counters()
    #expect(counters.unaccounted == 0)
    #expect(counters.sources["src"]?.accepted == accepted)
    #expect(counters.sinks["out"]?.delivered == accepted)
  }

  @Test func `a source that fails runs again and goes on`() async throws {
    let runs = Watched(0)
    let sink = RecordingSink()
    let bench = try EngineBench(
      source: { emitter, _ in
        runs.change { $0 += 1 }
        try await emitter.emit(EngineBench.draft(runs.value))
        if runs.value < 4 { throw CancellationError() }
      }, sink: sink)
    await bench.engine.start()
    await bench.move { sink.numbers.count == 4 }
    let counters = await bench.engine.counters()
    #expect(counters.sources["src"] == EngineCounters.Source(accepted: 4, rejected: 0, restarts: 3))
    await stop(bench)
  }

  @Test func `a drain waits for a slow sink`() async throws {
    let time = Watched<VirtualTime?>(nil)
    let sink = SlowSink(time: time)
    let bench = try EngineBench(source: Self.emit(50), sink: sink, queue: Self.queue(batch: 5))
    time.change { $0 = bench.time }
    await bench.engine.start()
    while bench.log.status().head.value < 50 { await Task.yield() }
    await bench.engine.stopSources()
    await bench.engine.drainRouter()
    let drain = Running { await bench.engine.drainSinks() }
    await bench.move { drain.hasEnded }
    let counters = await bench.engine.counters()
    #expect(counters.sinks["out"]?.delivered == 50)
    #expect(counters.unaccounted == 0)
  }

  @Test func `a cancelled drain gives up what a sink does not take, counted`() async throws {
    let sink = ScriptedSink(Array(repeating: .retry(reason: "down"), count: 100_000))
    let bench = try EngineBench(source: Self.emit(50), sink: sink)
    await bench.engine.start()
    while bench.log.status().head.value < 50 { await Task.yield() }
    await bench.engine.stopSources()
    await bench.engine.drainRouter()
    let drain = Running { await bench.engine.drainSinks() }
    await bench.time.waitForSleepers()
    #expect(!drain.hasEnded)
    #expect(await drain.stop())
    let counters = await bench.engine.counters()
    #expect(counters.sinks["out"]?.abandoned == 50)
    #expect(counters.unaccounted == 0)
    #expect(bench.journal.value.last == "sink closes")
  }

  @Test func `the router's drain can be given up when a sink holds it back`() async throws {
    let sink = ScriptedSink(Array(repeating: .retry(reason: "down"), count: 100_000))
    let queue = Self.queue(events: 5, batch: 5, whenFull: .block)
    let bench = try EngineBench(source: Self.emit(50), sink: sink, queue: queue)
    await bench.engine.start()
    while bench.log.status().head.value < 50 { await Task.yield() }
    await bench.engine.stopSources()
    let drain = Running { await bench.engine.drainRouter() }
    await bench.time.waitForSleepers()
    #expect(!drain.hasEnded)
    #expect(await drain.stop())
    let routed = await bench.engine.counters()
    #expect(routed.routed.value == 50)
    let end = Running { await bench.engine.drainSinks() }
    #expect(await end.stop())
    let counters = await bench.engine.counters()
    #expect(counters.sinks["out"]?.offered == 50)
    #expect(counters.sinks["out"]?.abandoned == 50)
    #expect(counters.unaccounted == 0)
  }

  // MARK: Backpressure

  @Test func `a sink that blocks holds back the router, the log and the source, and then all arrives`() async throws {
    let isOpen = Watched(false)
    let sink = GatedSink(isOpen: isOpen)
    let queue = Self.queue(events: 4, batch: 2, whenFull: .block)
    let bench = try EngineBench(source: Self.emit(100), sink: sink, queue: queue, logQueue: 10)
    await bench.engine.start()
    while bench.log.status().waiting == 0 { await Task.yield() }
    // Held back everywhere: nothing moves any more.
    let head = bench.log.status().head
    for _ in 0..<200 { await Task.yield() }
    #expect(bench.log.status().head == head)
    #expect(head.value < 100)
    #expect(await bench.engine.counters().unaccounted == 0)
    await #expect(throws: LogError.full) {
      try await bench.log.append([.sample()], from: .ingest, whenFull: .refuse)
    }
    isOpen.change { $0 = true }
    await sink.taken.wait { $0.count == 100 }
    #expect(sink.taken.value == Array(1...100))
    await stop(bench)
    #expect(await bench.engine.counters().sinks["out"]?.delivered == 100)
  }

  // MARK: Bench

  private static func queue(
    events: Int = 10_000, batch: Int, whenFull: SinkQueueConfig.WhenFull = .dropOldest
  ) -> SinkQueueConfig {
    var config = SinkQueueConfig()
    config.events = events
    config.batch = batch
    config.whenFull = whenFull
    return config
  }

  private func stop(_ bench: EngineBench) async {
    await bench.engine.stopSources()
    await bench.engine.drainRouter()
    await bench.engine.drainSinks()
  }
}

/// Takes a second for each batch.
private struct SlowSink: Sink {
  let time: Watched<VirtualTime?>

  func deliver(_ batch: [Delivery]) async -> SinkAnswer {
    try? await time.value?.sleep(for: .seconds(1))
    return .delivered
  }
}

/// Takes nothing until it may.
private struct GatedSink: Sink {
  let isOpen: Watched<Bool>
  let taken = Watched<[UInt64]>([])

  func deliver(_ batch: [Delivery]) async -> SinkAnswer {
    await isOpen.wait { $0 }
    taken.change { $0 += batch.map(\.number.value) }
    return .delivered
  }
}
