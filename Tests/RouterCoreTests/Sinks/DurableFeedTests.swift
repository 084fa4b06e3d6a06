import ConfigSchema
import Logging
import TestSupport
import Testing

@testable import RouterCore

@Suite(.serialized) struct DurableFeedTests {
  private func bench(
    _ sink: any Sink, _ stored: StoredLogBench? = nil, stages: [Graph.StageNode] = [], batch: Int = 256,
    retry: RetryConfig = RetryConfig()
  ) async throws -> DurableBench {
    let stored = if let stored { stored } else { try await StoredLogBench() }
    return try await DurableBench(sink, on: stored, stages: stages, batch: batch, retry: retry)
  }

  // MARK: Delivering

  @Test func `what the router admits arrives in order, and the cursor follows`() async throws {
    let sink = RecordingSink()
    let bench = try await bench(sink, batch: 7)
    let running = bench.start()
    for count in [1, 20, 300] { try await bench.route(count) }
    await sink.wait { $0.delivered.count == 321 }
    await bench.drain(running)
    #expect(sink.numbers == Array(1...321))
    #expect(sink.current.batches.allSatisfy { (1...7).contains($0.count) })
    #expect(bench.counters.delivered == 321 && bench.counters.unaccounted == 0 && bench.counters.queued == 0)
    #expect(bench.stored.storage.disk.cursors["out"] == bench.feed.cursor)
    #expect(bench.feed.cursor == SinkCursor(position: bench.log.journalEnd, number: EventNumber(321)))
  }

  @Test func `events are in the form that the pipeline gave them`() async throws {
    let sink = RecordingSink()
    let stage = Graph.StageNode(name: "mask", type: "test", prototype: MaskStage())
    let bench = try await bench(sink, stages: [stage])
    let running = bench.start()
    try await bench.route(3)
    await sink.wait { $0.delivered.count == 3 }
    await bench.drain(running)
    #expect(sink.current.delivered.allSatisfy { $0.event.data.description == #"{"masked":true}"# })
  }

  @Test func `what was not confirmed comes again after a crash, what was does not`() async throws {
    let first = ScriptedSink([.delivered, .delivered, .retry(delivered: 1, after: .seconds(1000), reason: "down")])
    let bench = try await bench(first, batch: 4)
    let running = bench.start()
    try await bench.route(20)
    await first.batches.wait { $0.count == 3 }
    await bench.time.waitForSleepers()
    await settleCursor(bench, at: 9)
    let crashed = try await bench.stored.crashed()
    #expect(await running.stop())
    let second = RecordingSink()
    let next = try await self.bench(second, crashed)
    #expect(next.counters.queued == 11 && next.counters.offered == 11)
    let again = next.start()
    await second.wait { $0.delivered.count == 11 }
    try await next.route(2)
    await next.drain(again)
    // A crash skips what is left of the reserved block of numbers.
    #expect(second.numbers == Array(10...20) + [10_021, 10_022])
    #expect(next.counters.unaccounted == 0)
  }

  private func settleCursor(_ bench: DurableBench, at number: UInt64) async {
    while bench.stored.storage.disk.cursors["out"]?.number.value != number, !Task.isCancelled { await Task.yield() }
  }

  @Test func `a new sink begins with what is decided from now on`() async throws {
    let stored = try await StoredLogBench()
    let other = try await bench(RecordingSink(), stored)
    try await other.route(10)
    let late = DurableFeed(
      name: "late", log: stored.log, limit: 10, atHardLimit: .skip, time: stored.time,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    #expect(late.cursor == SinkCursor(position: stored.log.journalEnd, number: EventNumber(10)))
    #expect(try await late.take().isEmpty)
  }

  @Test func `a cursor also passes what is not for its sink, so that retention does not wait for it`() async throws {
    let sink = RecordingSink()
    let stage = Graph.StageNode(name: "none", type: "test", prototype: DropStage())
    let bench = try await bench(sink, stages: [stage])
    let running = bench.start()
    for _ in 1...20 { try await bench.route(100) }
    #expect(bench.feed.cursor == SinkCursor(position: bench.log.journalEnd, number: EventNumber(2000)))
    // Stored now and then, and at the end.
    await bench.stored.settle()
    #expect(bench.stored.storage.disk.cursors["out"]?.number.value ?? 0 >= 900)
    await bench.drain(running)
    #expect(bench.stored.storage.disk.cursors["out"]?.number.value == 2000)
    #expect(sink.current.batches.isEmpty)
  }

  @Test func `a log that cannot be read is tried again`() async throws {
    let sink = RecordingSink()
    let stored = try await StoredLogBench()
    let first = try await bench(sink, stored)
    try await first.route(10)
    await stored.settle()
    let crashed = try await stored.crashed()
    // Nothing of it in memory.
    crashed.storage.failNextReads(1)
    let next = try await bench(sink, crashed)
    crashed.storage.failNextReads(3)
    let running = next.start()
    await next.move { sink.numbers.count == 10 }
    await next.drain(running)
    #expect(sink.numbers == Array(1...10))
    // The backlog could not be counted either.
    #expect(next.counters.offered == 10 && next.counters.unaccounted == 0)
  }

  // MARK: Dead letters

  @Test func `what is rejected goes to the dead letters, before the cursor passes it`() async throws {
    let sink = ScriptedSink([.retry(reason: "busy"), .rejected(delivered: 1, reason: "ugly"), .rejected(reason: "bad")])
    let bench = try await bench(sink)
    try await bench.route(4)
    let running = bench.start()
    await bench.drain(running)
    #expect(sink.batches.value == [[1, 2, 3, 4], [1, 2, 3, 4], [3, 4], [4]])
    let letters = bench.letters
    #expect(letters.map(\.numbers.lowerBound.value) == [2, 3])
    #expect(letters.map(\.reason) == ["ugly", "bad"])
    // The second was given to the sink three times, of which it was the front in one.
    #expect(letters.map(\.attempts) == [1, 1])
    #expect(letters.allSatisfy { $0.event != nil && $0.sink == "out" })
    #expect(bench.counters.deadLettered == 2 && bench.counters.delivered == 2 && bench.counters.unaccounted == 0)
    #expect(bench.feed.cursor.number.value == 4)
  }

  @Test func `an event whose attempts are used up goes to the dead letters, and the next has its own`() async throws {
    var retry = RetryConfig()
    retry.attempts = 3
    let down = SinkAnswer.retry(reason: "down")
    let sink = ScriptedSink([down, down, down, down, down, down])
    let bench = try await bench(sink, retry: retry)
    try await bench.route(3)
    let running = bench.start()
    await bench.drain(running)
    #expect(sink.batches.value == [[1, 2, 3], [1, 2, 3], [1, 2, 3], [2, 3], [2, 3], [2, 3], [3]])
    #expect(bench.letters.map(\.numbers.lowerBound.value) == [1, 2])
    #expect(bench.letters.map(\.attempts) == [3, 3])
    #expect(bench.letters.map(\.reason) == ["down", "down"])
    #expect(bench.counters.delivered == 1 && bench.counters.retries == 6 && bench.counters.unaccounted == 0)
  }

  @Test func `a crash leaves a rejected event with a letter or before the cursor, never with neither`() async throws {
    for seed in 0..<7 {
      let disks = Watched<[FakeLogStorage.Disk]>([])
      let stored = try await StoredLogBench()
      let sink = ScriptedSink(Array(repeating: .rejected(reason: "bad"), count: 50))
      let bench = try await bench(sink, stored, batch: seed % 7 + 1)
      let running = bench.start()
      let watcher = Running {
        while !Task.isCancelled {
          disks.change { $0.append(stored.storage.disk) }
          await Task.yield()
        }
      }
      try await bench.route(50)
      await bench.drain(running)
      #expect(await watcher.stop())
      for disk in disks.value + [stored.storage.disk] {
        let passed = disk.cursors["out"]?.number.value ?? 0
        let letters = Set(disk.letters.values.map(\.numbers.lowerBound.value))
        #expect((0..<passed).allSatisfy { letters.contains($0 + 1) }, "seed \(seed)")
      }
      #expect(stored.storage.disk.letters.count == 50)
    }
  }

  @Test func `what the storage has lost is told, counted and a dead letter`() async throws {
    let stored = try await StoredLogBench()
    let first = try await bench(RecordingSink(), stored)
    try await first.route(20)
    await stored.settle()
    let sink = RecordingSink()
    stored.storage.change { $0.damaged = [3, 4, 5, 9, 20] }
    let crashed = try await stored.crashed()
    let next = try await bench(sink, crashed)
    let running = next.start()
    await next.drain(running)
    #expect(sink.numbers == [1, 2] + [6, 7, 8] + Array(10...19))
    #expect(next.counters.lost == 5 && next.counters.unaccounted == 0 && next.counters.offered == 20)
    #expect(next.letters.map(\.numbers).map { $0.lowerBound.value...$0.upperBound.value } == [3...5, 9...9, 20...20])
    #expect(next.letters.allSatisfy { $0.event == nil && $0.attempts == 0 })
  }

  @Test func `a journal that begins behind the cursor is a hole with bounds, and the books balance again`() async throws
  {
    let stored = try await StoredLogBench()
    let first = try await bench(RecordingSink(), stored)
    for _ in 1...4 {
      try await first.route(5)
      await stored.settle()
    }
    #expect(stored.storage.disk.decisions.count >= 2)
    stored.storage.change { disk in
      disk.decisions.removeFirst()
      let oldest = disk.decisions[0].batch.numbers?.oldest ?? .zero
      disk.entries.removeAll { $0.number < oldest }
    }
    let oldest = stored.storage.disk.entries[0].number.value
    let sink = RecordingSink()
    let next = try await bench(sink, try await stored.crashed())
    let running = next.start()
    await next.drain(running)
    #expect(sink.numbers == Array(oldest...20))
    #expect(next.letters.map(\.numbers).map { $0.lowerBound.value...$0.upperBound.value } == [1...oldest - 1])
    #expect(next.counters.unaccounted == 0 && next.counters.queued == 0)
  }

  @Test func `a sink that is beyond the hard limit loses what is oldest, told and counted`() async throws {
    let config = StoredLogBench.config {
      $0.keep.size = .kibibytes(64)
      $0.keep.hardLimit = .kibibytes(128)
      $0.tail = .kibibytes(64)
    }
    let stored = try await StoredLogBench(config: config)
    let sink = ScriptedSink(Array(repeating: .retry(reason: "down"), count: 5))
    let bench = try await DurableBench(sink, on: stored, batch: 50)
    try await bench.route(50)
    let running = bench.start()
    await bench.time.waitForSleepers()
    for _ in 1...40 {
      try await bench.route(50)
      #expect(bench.counters.unaccounted == 0)
    }
    await stored.settle()
    #expect(bench.counters.queued == 2050)
    await bench.drain(running)
    let counters = bench.counters
    #expect(counters.offered == 2050 && counters.unaccounted == 0 && counters.queued == 0)
    #expect(counters.lost > 1000 && counters.delivered == 2050 - counters.lost)
    let numbers = Set(sink.batches.value.joined())
    let missing = (1...2050 as ClosedRange<UInt64>).filter { !numbers.contains($0) }
    #expect(UInt64(missing.count) == counters.lost)
    // Every one of them is in a letter.
    #expect(!bench.letters.isEmpty)
    let told = bench.letters.map { $0.numbers.lowerBound.value...$0.numbers.upperBound.value }
    #expect(missing.allSatisfy { number in told.contains { $0.contains(number) } })
  }

  // MARK: Stopping

  @Test func `a sink that wants nothing more gets nothing more, and what waits stays in the log`() async throws {
    let sink = ScriptedSink([.delivered, .stop(delivered: 1, reason: "410 Gone")])
    let bench = try await bench(sink, batch: 4)
    let running = bench.start()
    try await bench.route(10)
    await bench.move { running.hasEnded }
    try await bench.route(5)
    #expect(sink.batches.value == [[1, 2, 3, 4], [5, 6, 7, 8]])
    #expect(sink.closes.value == 1)
    #expect(bench.counters.isStopped && bench.counters.delivered == 5 && bench.counters.queued == 10)
    #expect(bench.counters.abandoned == 0 && bench.counters.unaccounted == 0)
    await bench.stored.settle()
    #expect(bench.stored.storage.disk.cursors["out"]?.number.value == 5)
    let second = RecordingSink()
    let next = try await self.bench(second, try await bench.stored.crashed())
    let again = next.start()
    await next.drain(again)
    #expect(second.numbers == Array(6...15))
  }

  @Test func `a stopped sink that refused does not hold up the log's hard limit`() async throws {
    var config = StoredLogBench.config()
    config.keep.size = .kibibytes(1)
    config.keep.hardLimit = .kibibytes(4)
    let stored = try await StoredLogBench(config: config)
    let sink = ScriptedSink([.stop(reason: "410 Gone")])
    let bench = try await DurableBench(sink, on: stored, atHardLimit: .refuse)
    let running = bench.start()
    for _ in 1...50 { try await bench.route(10) }
    await bench.move { running.hasEnded }
    await stored.settle()
    #expect(stored.storage.disk.extent.bytes <= ByteSize.kibibytes(4).bytes)
    // As a control: one that is only slow keeps everything.
    let slow = try await DurableBench(
      RecordingSink(), on: try await StoredLogBench(config: config), atHardLimit: .refuse)
    for _ in 1...50 { try await slow.route(10) }
    await slow.stored.settle()
    #expect(slow.stored.storage.disk.entries.count == 500)
  }

  @Test func `cancelled, it leaves what waits in the log`() async throws {
    let sink = ScriptedSink(Array(repeating: .retry(reason: "down"), count: 1000))
    let bench = try await bench(sink)
    try await bench.route(50)
    let running = bench.start()
    await bench.time.waitForSleepers()
    bench.feed.close()
    #expect(!running.hasEnded)
    #expect(await running.stop())
    #expect(bench.counters.abandoned == 0 && bench.counters.queued == 50 && bench.counters.unaccounted == 0)
    #expect(sink.closes.value == 1)
  }

  // MARK: Replays

  @Test func `dead letters are delivered again when an operator wants it`() async throws {
    let sink = ScriptedSink([.rejected(reason: "a"), .rejected(reason: "b"), .rejected(reason: "c"), .delivered])
    let bench = try await bench(sink)
    let running = bench.start()
    try await bench.route(4)
    await sink.batches.wait { $0.count == 4 }
    await bench.stored.settle()
    let ids = bench.letters.compactMap(\.id)
    #expect(ids.count == 3)
    bench.stored.storage.requestReplay(of: Array(ids.prefix(2)))
    bench.log.tick()
    await bench.move { bench.counters.replayed == 2 }
    await bench.drain(running)
    #expect(sink.batches.value.last == [1, 2])
    #expect(bench.letters.map(\.numbers.lowerBound.value) == [3])
    #expect(bench.counters.delivered == 1 && bench.counters.deadLettered == 3 && bench.counters.unaccounted == 0)
  }

  @Test func `a letter that is rejected again keeps its place, with the new reason`() async throws {
    let sink = ScriptedSink([.rejected(reason: "a"), .rejected(reason: "b"), .rejected(delivered: 1, reason: "still")])
    let bench = try await bench(sink)
    let running = bench.start()
    try await bench.route(2)
    await sink.batches.wait { $0.count == 2 }
    await bench.stored.settle()
    bench.stored.storage.requestReplay(of: bench.letters.compactMap(\.id))
    // However often the log looks for requests, each is carried out once.
    for _ in 1...5 { bench.log.tick() }
    await bench.move { bench.counters.replayed == 1 && sink.batches.value.count >= 3 }
    await bench.drain(running)
    for _ in 1...5 { bench.log.tick() }
    #expect(sink.batches.value == [[1, 2], [2], [1, 2]])
    #expect(bench.letters.map(\.reason) == ["still"])
    #expect(bench.letters.map(\.attempts) == [2])
    #expect(bench.counters.deadLettered == 2)
    #expect(bench.counters.unaccounted == 0)
  }
}

/// Replaces the payload.
struct MaskStage: Stage {
  func process(_ delivery: Delivery, at time: Timestamp, _ output: inout StageOutput) -> StageVerdict {
    .replace(delivery.event.replacing(data: .sample(#"{"masked":true}"#)))
  }
}

private struct DropStage: Stage {
  func process(_ delivery: Delivery, at time: Timestamp, _ output: inout StageOutput) -> StageVerdict {
    .drop(.filtered)
  }
}
