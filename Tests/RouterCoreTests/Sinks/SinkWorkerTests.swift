import TestSupport
import Testing

@testable import RouterCore

@Suite struct SinkWorkerTests {
  private let time = VirtualTime()

  @Test func `batches are delivered in order and not larger than allowed`() async {
    let sink = RecordingSink()
    let bench = SinkBench(sink, time: time, batch: 7)
    await bench.queue.offer(Delivery.samples(1...100), upTo: .start)
    let running = bench.start()
    await sink.wait { $0.delivered.count == 100 }
    await bench.queue.offer(Delivery.samples(101...103), upTo: .start)
    await bench.drain(running)
    #expect(sink.numbers == Array(1...103))
    #expect(sink.current.batches.allSatisfy { (1...7).contains($0.count) })
    #expect(sink.current.isOpen && sink.current.isClosed)
    #expect(bench.queue.counters().delivered == 103)
  }

  @Test(
    "what was delivered is not offered again, what was rejected neither",
    arguments: [
      ([.retry(delivered: 2, reason: "r")], [[1, 2, 3, 4], [3, 4]], [1, 2, 3, 4], 0),
      ([.rejected(delivered: 1, reason: "r")], [[1, 2, 3, 4], [3, 4]], [1, 3, 4], 1),
      ([.rejected(reason: "r"), .retry(delivered: 2, reason: "r")], [[1, 2, 3, 4], [2, 3, 4], [4]], [2, 3, 4], 1),
      ([.retry(delivered: 4, reason: "r")], [[1, 2, 3, 4]], [1, 2, 3, 4], 0),
      ([.rejected(delivered: 3, reason: "r")], [[1, 2, 3, 4]], [1, 2, 3], 1),
      // Answers that make no sense must not upset the books.
      ([.retry(delivered: 9, reason: "r")], [[1, 2, 3, 4]], [1, 2, 3, 4], 0),
      ([.rejected(delivered: 4, reason: "r")], [[1, 2, 3, 4]], [1, 2, 3, 4], 0),
      ([.retry(delivered: -3, reason: "r")], [[1, 2, 3, 4], [1, 2, 3, 4]], [1, 2, 3, 4], 0),
    ] as [([SinkAnswer], [[UInt64]], [UInt64], UInt64)])
  func answers(answers: [SinkAnswer], batches: [[UInt64]], delivered: [UInt64], deadLettered: UInt64) async {
    let sink = ScriptedSink(answers)
    let bench = SinkBench(sink, time: time)
    await bench.queue.offer(Delivery.samples(1...4), upTo: .start)
    let running = bench.start()
    await bench.drain(running)
    #expect(sink.batches.value == batches)
    let counters = bench.queue.counters()
    #expect(counters.delivered == UInt64(delivered.count))
    #expect(counters.deadLettered == deadLettered)
    #expect(counters.unaccounted == 0 && counters.queued == 0)
  }

  @Test func `pauses grow, are what the sink asks for, and are short again after success`() async {
    let fail = SinkAnswer.retry(reason: "down")
    let sink = ScriptedSink([fail, fail, fail, .retry(after: .seconds(7), reason: "later"), .delivered, fail])
    let bench = SinkBench(sink, time: time)
    await bench.queue.offer(Delivery.samples(1...1), upTo: .start)
    let running = bench.start()
    var pauses: [Duration] = []
    for _ in 1...4 { pauses.append(await pause()) }
    await sink.batches.wait { $0.count == 5 }
    await bench.queue.offer(Delivery.samples(2...2), upTo: .start)
    pauses.append(await pause())
    await bench.drain(running)
    let limits = [(50, 100), (100, 200), (200, 400), (7000, 7000), (50, 100)] as [(Int64, Int64)]
    for (pause, limit) in zip(pauses, limits) {
      #expect(pause >= .milliseconds(limit.0) && pause <= .milliseconds(limit.1), "\(pauses)")
    }
  }

  /// Lets the sleeper that comes next sleep out, and says how long it slept.
  private func pause() async -> Duration {
    await time.waitForSleepers()
    let start = time.now()
    let end = time.nextDeadline ?? start
    time.advance(to: end)
    return end - start
  }

  @Test func `progress makes the pauses short again`() async {
    let fail = SinkAnswer.retry(reason: "down")
    let sink = ScriptedSink([fail, fail, fail, fail, .retry(delivered: 1, reason: "half")])
    let bench = SinkBench(sink, time: time)
    await bench.queue.offer(Delivery.samples(1...2), upTo: .start)
    let running = bench.start()
    for _ in 1...4 { _ = await pause() }
    let afterProgress = await pause()
    #expect(afterProgress <= .milliseconds(100))
    await bench.drain(running)
  }

  // MARK: Opening

  @Test func `a sink that does not open is tried again, and what came meanwhile is delivered`() async {
    let sink = ScriptedSink([], failingOpens: 3)
    let bench = SinkBench(sink, time: time)
    let running = bench.start()
    await bench.queue.offer(Delivery.samples(1...3), upTo: .start)
    await bench.move { sink.batches.value == [[1, 2, 3]] }
    #expect(sink.opens.value == 4)
    await bench.drain(running)
  }

  @Test func `a sink that does not open does not hold up a drain with nothing to deliver`() async {
    let sink = ScriptedSink([], failingOpens: .max)
    let bench = SinkBench(sink, time: time)
    let running = bench.start()
    await time.waitForSleepers()
    bench.queue.close()
    let ends = await finishes { while !running.hasEnded { await Task.yield() } }
    #expect(ends)
    #expect(sink.closes.value == 0)
  }

  @Test func `a sink that never opens gives up what waits when it is cancelled`() async {
    let sink = ScriptedSink([], failingOpens: .max)
    let bench = SinkBench(sink, time: time)
    let running = bench.start()
    await bench.queue.offer(Delivery.samples(1...3), upTo: .start)
    await time.waitForSleepers()
    bench.queue.close()
    #expect(await running.stop())
    #expect(bench.queue.counters().abandoned == 3)
    #expect(bench.queue.counters().queued == 0)
  }

  // MARK: Stopping

  @Test func `cancelled while it retries it gives up the rest, and closes the sink`() async {
    let sink = ScriptedSink(Array(repeating: .retry(reason: "down"), count: 1000))
    let bench = SinkBench(sink, time: time, batch: 2)
    await bench.queue.offer(Delivery.samples(1...5), upTo: .start)
    let running = bench.start()
    await time.waitForSleepers()
    #expect(await running.stop())
    let counters = bench.queue.counters()
    #expect(counters.abandoned == 5 && counters.queued == 0 && counters.unaccounted == 0)
    #expect(sink.closes.value == 1)
  }

  @Test func `cancelled it stops between two batches of a sink that works`() async {
    let bench: Watched<Task<Void, Never>?> = Watched(nil)
    let sink = ScriptedSink([]) { number in if number == 3 { bench.value?.cancel() } }
    let queue = SinkBench(sink, time: time, batch: 1)
    await queue.queue.offer(Delivery.samples(1...10), upTo: .start)
    let task = Task { [worker = queue.worker] in
      await bench.wait { $0 != nil }
      await worker.run()
    }
    bench.change { $0 = task }
    await task.value
    #expect(queue.queue.counters().delivered == 3)
    #expect(queue.queue.counters().abandoned == 7)
  }

  @Test func `cancelled while it waits it ends`() async {
    let sink = ScriptedSink([])
    for _ in 0..<200 {
      let running = SinkBench(sink, time: time).start()
      await Task.yield()
      #expect(await running.stop())
    }
  }

  // MARK: Deadlines

  @Test func `a sink is called when its deadline has come, though nothing comes in`() async {
    let sink = ScriptedSink([])
    sink.deadlines.change { $0 = [5, 8].map { VirtualTime.start + .seconds($0) } }
    let bench = SinkBench(sink, time: time)
    let running = bench.start()
    for count in 1...2 {
      await time.waitForSleepers()
      time.advance(to: time.nextDeadline ?? .distantFuture)
      await sink.dues.wait { $0.count == count }
    }
    #expect(sink.dues.value == [5, 8].map { VirtualTime.start + .seconds($0) })
    await bench.drain(running)
    #expect(time.sleeperCount == 0)
  }

  /// A sleep on the monotonic clock may end before the wall clock shows the deadline.
  @Test func `a sleep that ends too early does not lose the deadline`() async {
    let sink = ScriptedSink([])
    sink.deadlines.change { $0 = [VirtualTime.start + .seconds(5)] }
    let bench = SinkBench(sink, time: time)
    let running = bench.start()
    await time.waitForSleepers()
    // Woken, as by an early timer, before the moment.
    bench.queue.wake()
    await time.waitForSleepers()
    time.advance(by: .seconds(5))
    await sink.dues.wait { $0.count == 1 }
    await bench.drain(running)
  }
}

/// Answers as lined up, then delivers.
final class ScriptedSink: Sink {
  let batches = Watched<[[UInt64]]>([])
  let opens = Watched(0)
  let closes = Watched(0)
  let dues = Watched<[Timestamp]>([])
  let deadlines = Watched<[Timestamp]>([])
  private let answers: Watched<[SinkAnswer]>
  private let failingOpens: Int
  private let onDelivery: @Sendable (Int) -> Void

  init(_ answers: [SinkAnswer], failingOpens: Int = 0, onDelivery: @escaping @Sendable (Int) -> Void = { _ in }) {
    self.answers = Watched(answers)
    self.failingOpens = failingOpens
    self.onDelivery = onDelivery
  }

  struct Down: Error {}

  func open() async throws {
    opens.change { $0 += 1 }
    if opens.value <= failingOpens { throw Down() }
  }

  func deliver(_ batch: [Delivery]) async -> SinkAnswer {
    batches.change { $0.append(batch.map(\.number.value)) }
    onDelivery(batches.value.count)
    return answers.change { $0.isEmpty ? .delivered : $0.removeFirst() }
  }

  var deadline: Timestamp? { get async { deadlines.value.first } }

  func due(at time: Timestamp) async {
    dues.change { $0.append(time) }
    deadlines.change { $0.removeFirst() }
  }

  func close() async throws { closes.change { $0 += 1 } }
}
