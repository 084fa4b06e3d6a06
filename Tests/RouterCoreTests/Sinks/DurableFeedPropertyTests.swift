import ConfigSchema
import TestSupport
import Testing

@testable import RouterCore

/// A sink of any mood over a log that fails now and then, through several lives.
@Suite(.serialized) struct DurableFeedPropertyTests {
  @Test(arguments: 0..<40)
  func `every event arrives or is a dead letter, in order, whatever fails`(seed: UInt64) async throws {
    var random = SplitMix64(seed: seed)
    var stored = try await StoredLogBench()
    var routed: Set<UInt64> = []
    var settled: Set<UInt64> = []
    for life in 0..<4 {
      let sink = MoodySink(seed: random.next(), time: stored.time)
      var retry = RetryConfig()
      retry.attempts = [0, 0, 2].randomElement(using: &random) ?? 0
      let bench = try await DurableBench(
        sink, on: stored, batch: Int.random(in: 1...9, using: &random), retry: retry)
      let running = bench.start()
      for _ in 0..<Int.random(in: 1...8, using: &random) {
        if Int.random(in: 0..<4, using: &random) == 0 { stored.storage.failNextReads(1) }
        if Int.random(in: 0..<4, using: &random) == 0 { stored.storage.failNextCommits(1) }
        let numbers = try await append(Int.random(in: 1...12, using: &random), to: bench)
        routed.formUnion(numbers)
        await move(bench, steps: Int.random(in: 0...30, using: &random), seed)
      }
      let isLast = life == 3
      if isLast {
        sink.record.change { $0.isTamed = true }
        await bench.drain(running)
        #expect(bench.feed.isDrained, "seed \(seed)")
      } else if Bool.random(using: &random) {
        // The end of the process, whatever is stored by then.
      } else {
        await stored.settle()
      }
      let disk = stored.storage.disk
      if !isLast { #expect(await running.stop()) }
      let record = sink.record.value
      // Where attempts are limited, what was not answered for need not come again.
      #expect(record.violations == [] || retry.attempts > 0, "seed \(seed), life \(life)")
      // Within a life each is answered for once, in order.
      #expect(record.delivered == Set(record.delivered).sorted(), "seed \(seed), life \(life)")
      settled.formUnion(record.delivered)
      settled.formUnion(disk.letters.values.map(\.numbers.lowerBound.value))
      // What the next life does not begin with has arrived, or is a letter.
      let passed = disk.cursors["out"]?.number.value ?? 0
      #expect(routed.filter { $0 <= passed }.allSatisfy(settled.contains), "seed \(seed), life \(life)")
      stored = try await StoredLogBench(disk, time: stored.time)
    }
    #expect(routed.subtracting(settled) == [], "seed \(seed)")
  }

  /// Appends although commits fail, and routes.
  private func append(_ count: Int, to bench: DurableBench) async throws -> Set<UInt64> {
    let (log, numbers) = (bench.log, Watched<ClosedRange<EventNumber>?>(nil))
    let producer = Running {
      let range = try? await log.append(LogBench.events(count), from: .source("test"), whenFull: .accept)
      numbers.change { $0 = range }
    }
    while !producer.hasEnded, !Task.isCancelled {
      await bench.stored.recover()
    }
    await bench.routeRest()
    guard let range = numbers.value else { return [] }
    return Set(range.lowerBound.value...range.upperBound.value)
  }

  private func move(_ bench: DurableBench, steps: Int, _ seed: UInt64) async {
    for _ in 0..<steps {
      if let next = bench.time.nextDeadline { bench.time.advance(to: next) }
      await Task.yield()
      let counters = bench.counters
      if counters.unaccounted != 0 { Issue.record("seed \(seed): \(counters)") }
    }
  }
}
