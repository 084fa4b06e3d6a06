import ConfigSchema
import TestSupport
import Testing

@testable import RouterCore

@Suite struct MemoryLogPropertyTests {
  @Test(arguments: 0..<200)
  func `the memory log does what a list does`(seed: UInt64) async {
    let run = LogRun(seed: seed)
    for step in 0..<60 {
      await run.next()
      guard run.isEqual else {
        Issue.record("seed \(seed), step \(step): \(run.differences)")
        return
      }
    }
    await run.end()
    #expect(run.isEqual, "seed \(seed), at the end: \(run.differences)")
  }
}

/// One random history, done by both.
private final class LogRun {
  private static let slow = LogCursor("slow")

  private var random: SplitMix64
  private let bench: LogBench
  private var naive: NaiveLog
  private var producers: [Int: Task<NaiveLog.Result, Never>] = [:]
  private var count = 0
  private(set) var differences: [String] = []

  var isEqual: Bool { differences.isEmpty }

  init(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let age = Duration.milliseconds(Int64.random(in: 0...5000, using: &random))
    let size = Int.random(in: 0...8000, using: &random)
    let count = Int.random(in: 0...20, using: &random)
    let queue = Int.random(in: 1...12, using: &random)
    let queueSize = Int.random(in: 1000...5000, using: &random)
    let cursors = Bool.random(using: &random) ? [LogCursor.router] : [.router, Self.slow]
    bench = LogBench(age: age, size: size, count: count, queue: queue, queueSize: queueSize, cursors: cursors)
    naive = NaiveLog(bounds: (age, size, count, queue, queueSize), cursors: cursors)
    self.random = random
  }

  func next() async {
    switch Int.random(in: 0..<12, using: &random) {
    case 0: bench.time.set(bench.time.now() + .milliseconds(Int64.random(in: -2000...4000, using: &random)))
    case 1: await cancelOne()
    case 2...5: advance()
    default: await append()
    }
    await compare()
  }

  func end() async {
    bench.log.close()
    naive.close()
    await compare()
  }

  private func append() async {
    count += 1
    let id = count
    let events = (0..<Int.random(in: 1...6, using: &random)).map { _ in
      Event.sample(
        "agent_status", #"{"x":"\#(String(repeating: "x", count: Int.random(in: 0...400, using: &random)))"}"#)
    }
    let policy = [FullLogPolicy.wait, .wait, .refuse, .accept].randomElement(using: &random) ?? .wait
    let expected = naive.append(id, events.map(\.cost), policy, at: bench.time.now())
    let log = bench.log
    let task = Task { () -> NaiveLog.Result in
      do throws(LogError) {
        let numbers = try await log.append(events, from: .source("test"), whenFull: policy)
        return .numbers(numbers.lowerBound.value...numbers.upperBound.value)
      } catch {
        return .error(error)
      }
    }
    if let expected {
      expectEqual(await task.value, expected, "answer")
    } else {
      producers[id] = task
      await bench.waitForProducers(naive.waiting.count)
    }
  }

  private func cancelOne() async {
    guard let id = naive.waiting.randomElement(using: &random)?.id else { return }
    naive.cancel(id, at: bench.time.now())
    producers[id]?.cancel()
    await bench.waitForProducers(naive.waiting.count)
  }

  private func advance() {
    let cursor = naive.cursors.keys.sorted { $0.name < $1.name }.randomElement(using: &random) ?? .router
    let number = UInt64.random(in: 0...naive.head + 2, using: &random)
    naive.advance(cursor, to: number, at: bench.time.now())
    bench.log.advance(cursor, to: EventNumber(number))
  }

  private func compare() async {
    for (id, answer) in naive.answers {
      guard let task = producers.removeValue(forKey: id) else { continue }
      expectEqual(await task.value, answer, "answer to a producer that waited")
    }
    expectEqual(bench.log.status(), naive.status, "status")
    let after = UInt64.random(in: 0...naive.head + 1, using: &random)
    let limit = Int.random(in: 0...10, using: &random)
    let page = bench.log.retained(after: EventNumber(after), limit: limit)
    let entries = page.map { NaiveLog.Entry(number: $0.number.value, loggedAt: $0.loggedAt, cost: $0.event.cost) }
    expectEqual(entries, Array(naive.entries.filter { $0.number > after }.prefix(limit)), "page")
  }

  private func expectEqual<Value: Equatable>(_ actual: Value, _ expected: Value, _ what: String) {
    if actual != expected { differences.append("\(what) is \(actual) and should be \(expected)") }
  }
}
