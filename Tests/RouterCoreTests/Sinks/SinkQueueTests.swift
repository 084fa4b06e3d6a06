import TestSupport
import Testing

@testable import RouterCore

@Suite struct SinkQueueTests {
  private func queue(
    events: Int = 10_000, size: Int = 1 << 26, _ whenFull: SinkQueueConfig.WhenFull = .dropOldest
  ) -> SinkQueue {
    SinkBench(RecordingSink(), time: VirtualTime(), events: events, size: size, whenFull: whenFull).queue
  }

  private func takeAll(_ queue: SinkQueue) -> [UInt64] {
    var numbers: [UInt64] = []
    while case let batch = queue.take(), !batch.isEmpty { numbers += batch.map(\.number.value) }
    return numbers
  }

  @Test(
    "a full queue loses events of its own only, and counts them",
    arguments: [(.dropOldest, [6, 7, 8, 9, 10]), (.dropNewest, [1, 2, 3, 4, 5])]
      as [(SinkQueueConfig.WhenFull, [UInt64])])
  func dropping(policy: SinkQueueConfig.WhenFull, left: [UInt64]) async {
    let queue = queue(events: 5, policy)
    await queue.offer(Delivery.samples(1...10), upTo: .start)
    let counters = queue.counters()
    #expect(counters.offered == 10 && counters.dropped == 5 && counters.queued == 5)
    #expect(counters.unaccounted == 0)
    #expect(takeAll(queue) == left)
  }

  @Test func `a large event pushes out as many old ones as it takes room`() async {
    let small = Delivery.sample(1, "agent_status", "{}")
    let large = Delivery.sample(9, "agent_status", #"{"x":"\#(String(repeating: "x", count: 2000))"}"#)
    let queue = queue(size: small.event.cost * 3 + large.event.cost - 1)
    await queue.offer((1...20).map { .sample($0, "agent_status", "{}") }, upTo: .start)
    await queue.offer([large], upTo: .start)
    #expect(takeAll(queue).suffix(3) == [19, 20, 9])
  }

  @Test(
    "an event larger than the bound passes alone",
    arguments: [SinkQueueConfig.WhenFull.dropOldest, .dropNewest, .block])
  func largest(policy: SinkQueueConfig.WhenFull) async {
    let queue = queue(size: 1, policy)
    await queue.offer([.sample(1)], upTo: .start)
    #expect(takeAll(queue) == [1])
  }

  @Test func `a queue that blocks holds the router back and loses nothing`() async {
    let queue = queue(events: 3, .block)
    let router = Running { await queue.offer(Delivery.samples(1...10), upTo: .start) }
    var numbers: [UInt64] = []
    while numbers.count < 10, !Task.isCancelled {
      let batch = queue.take()
      #expect(batch.count <= 3)
      numbers += batch.map(\.number.value)
      await Task.yield()
    }
    #expect(numbers == Array(1...10))
    #expect(await router.stop())
    #expect(queue.counters().dropped == 0)
  }

  @Test func `a router that is cancelled while it is held back gives up the rest, counted`() async {
    let queue = queue(events: 3, .block)
    let router = Running { await queue.offer(Delivery.samples(1...10), upTo: .start) }
    while queue.counters().queued < 3 { await Task.yield() }
    #expect(!router.hasEnded)
    #expect(await router.stop())
    let counters = queue.counters()
    #expect(counters.offered == 10 && counters.abandoned == 7 && counters.unaccounted == 0)
    #expect(takeAll(queue) == [1, 2, 3])
  }

  @Test func `the cancellation may come at any moment`() async {
    for _ in 0..<300 {
      let queue = queue(events: 1, .block)
      let router = Running { await queue.offer(Delivery.samples(1...3), upTo: .start) }
      await Task.yield()
      #expect(await router.stop())
      #expect(queue.counters().unaccounted == 0)
    }
  }

  @Test func `closing lets a router go that is held back, and what comes later is given up`() async {
    let queue = queue(events: 1, .block)
    let router = Running { await queue.offer(Delivery.samples(1...3), upTo: .start) }
    while queue.counters().queued < 1 { await Task.yield() }
    queue.close()
    let ends = await finishes { while !router.hasEnded { await Task.yield() } }
    #expect(ends)
    #expect(queue.counters().abandoned == 2)
    #expect(queue.counters().unaccounted == 0)
  }

  @Test func `no wake-up is lost between a router and a worker at full speed`() async {
    let sink = RecordingSink()
    let bench = SinkBench(sink, time: VirtualTime(), events: 2, batch: 2, whenFull: .block)
    let running = bench.start()
    let deliveries = Delivery.samples(1...5)
    let ends = await finishes(within: .seconds(60)) {
      for _ in 0..<1000 { await bench.queue.offer(deliveries, upTo: .start) }
      bench.queue.close()
      while !running.hasEnded { await Task.yield() }
    }
    #expect(ends)
    #expect(bench.queue.counters().delivered == 5000)
    let isInOrder = sink.numbers == (0..<1000).flatMap { _ in 1...5 as ClosedRange<UInt64> }
    #expect(isInOrder)
  }

  // MARK: Any behaviour

  @Test(arguments: 0..<100)
  func `the books balance at every moment, whatever the sink does`(seed: UInt64) async {
    var random = SplitMix64(seed: seed)
    let time = VirtualTime()
    let sink = MoodySink(seed: seed, time: time)
    let policy = SinkQueueConfig.WhenFull.allCases.randomElement(using: &random) ?? .block
    let bench = SinkBench(
      sink, time: time, events: Int.random(in: 1...20, using: &random), batch: Int.random(in: 1...8, using: &random),
      whenFull: policy)
    let running = bench.start()
    let sizes = (0..<20).map { _ in UInt64.random(in: 1...12, using: &random) }
    let router = Running {
      var head: UInt64 = 0
      for size in sizes {
        await bench.queue.offer(Delivery.samples(head + 1...head + size), upTo: .start)
        head += size
        await Task.yield()
      }
    }
    await bench.move {
      if bench.queue.counters().unaccounted != 0 { Issue.record("seed \(seed): \(bench.queue.counters())") }
      return router.hasEnded
    }
    let gaveUp = seed % 4 == 0
    if gaveUp { #expect(await running.stop()) } else { await bench.drain(running) }
    check(sink.record.value, bench.queue.counters(), offered: sizes.reduce(0, +), policy, gaveUp: gaveUp, seed)
  }

  private func check(
    _ record: MoodySink.Record, _ counters: SinkCounters, offered: UInt64, _ policy: SinkQueueConfig.WhenFull,
    gaveUp: Bool, _ seed: UInt64
  ) {
    #expect(record.violations == [], "seed \(seed)")
    #expect(counters.offered == offered && counters.unaccounted == 0 && counters.queued == 0, "seed \(seed)")
    #expect(counters.delivered == UInt64(record.delivered.count), "seed \(seed)")
    #expect(counters.deadLettered == UInt64(record.rejected.count), "seed \(seed)")
    #expect(gaveUp || counters.abandoned == 0, "seed \(seed)")
    #expect(policy != .block || counters.dropped == 0, "seed \(seed)")
    for numbers in [record.delivered, record.rejected] { #expect(numbers == Set(numbers).sorted(), "seed \(seed)") }
  }

  @Test func `pauses double up to the limit, with jitter, and start anew after a reset`() {
    var random = SplitMix64(seed: 3)
    var backoff = Backoff(first: .milliseconds(100), limit: .seconds(3))
    for _ in 1...2 {
      for attempt in 0..<100 {
        let whole = min(Duration.milliseconds(100) * Double(1 << min(attempt, 20)), .seconds(3))
        let pause = backoff.next(using: &random)
        #expect(pause >= whole * 0.5 && pause <= whole)
      }
      backoff.reset()
    }
  }
}
