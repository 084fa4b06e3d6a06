import RouterCore
import Synchronization
import TestSupport
import Testing

@Suite struct BackpressureTests {
  /// Starts producers one after the other, each when the one before waits; gives their order of success.
  private func start(
    _ sizes: [Int], on bench: LogBench
  ) async -> [Task<Result<ClosedRange<UInt64>, LogError>, Never>] {
    let waitingBefore = bench.log.status().waiting
    var tasks: [Task<Result<ClosedRange<UInt64>, LogError>, Never>] = []
    for (index, size) in sizes.enumerated() {
      tasks.append(
        Task {
          do throws(LogError) {
            return .success(try await bench.append(size, from: index, whenFull: .wait))
          } catch {
            return .failure(error)
          }
        })
      await bench.waitForProducers(waitingBefore + tasks.count)
    }
    return tasks
  }

  @Test func `producers that wait are let in in the order in which they came`() async throws {
    let bench = LogBench(queue: 4)
    try await bench.append(4)
    let producers = await start([2, 1, 3, 4, 1], on: bench)
    var numbers: [ClosedRange<UInt64>] = []
    for (index, producer) in producers.enumerated() {
      while bench.log.status().waiting > producers.count - 1 - index {
        bench.advance(to: bench.log.status().head.value - UInt64(bench.log.status().queued) + 1)
      }
      numbers.append(try await producer.value.get())
    }
    #expect(numbers == [5...6, 7...7, 8...10, 11...14, 15...15])
  }

  @Test func `a small batch does not overtake a large one that waits`() async throws {
    let bench = LogBench(queue: 4)
    try await bench.append(2)
    let producers = await start([3, 1], on: bench)
    await #expect(throws: LogError.full) { try await bench.append(1, whenFull: .refuse) }
    bench.advance(to: 1)
    #expect(try await producers[0].value.get() == 3...5)
    bench.advance(to: 2)
    #expect(try await producers[1].value.get() == 6...6)
  }

  @Test func `what the router emits passes above the bound and those who wait`() async throws {
    let bench = LogBench(queue: 1)
    try await bench.append(1)
    let producers = await start([1], on: bench)
    #expect(try await bench.append(5, whenFull: .accept) == 2...6)
    bench.advance(to: 6)
    #expect(try await producers[0].value.get() == 7...7)
  }

  @Test func `a batch larger than the bound passes when nothing else waits`() async throws {
    let bench = LogBench(queue: 3)
    #expect(try await bench.append(10, whenFull: .refuse) == 1...10)
    await #expect(throws: LogError.full) { try await bench.append(1, whenFull: .refuse) }
    bench.advance(to: 10)
    #expect(try await bench.append(4, whenFull: .refuse) == 11...14)
  }

  @Test func `the bound holds for bytes too`() async throws {
    let cost = LogBench.events(1)[0].cost
    let bench = LogBench(queueSize: 3 * cost)
    for _ in 1...3 { try await bench.append(1, whenFull: .refuse) }
    await #expect(throws: LogError.full) { try await bench.append(1, whenFull: .refuse) }
    bench.advance(to: 1)
    #expect(try await bench.append(1, whenFull: .refuse) == 4...4)
  }

  @Test func `the bound waits for the slowest cursor`() async throws {
    let slow = LogCursor("slow")
    let bench = LogBench(queue: 2, cursors: [.router, slow])
    try await bench.append(2)
    bench.advance(to: 2)
    await #expect(throws: LogError.full) { try await bench.append(1, whenFull: .refuse) }
    bench.advance(slow, to: 1)
    #expect(try await bench.append(1, whenFull: .refuse) == 3...3)
  }

  @Test func `a cursor neither goes back nor beyond the head`() async throws {
    let bench = LogBench(queue: 2)
    try await bench.append(2)
    bench.advance(to: 100)
    #expect(bench.log.status().queued == 0)
    try await bench.append(2)
    #expect(bench.log.status().queued == 2)
    bench.advance(to: 1)
    #expect(bench.log.status().queued == 2)
  }

  @Test func `a cancelled producer appends nothing and lets those behind it in`() async throws {
    let bench = LogBench(queue: 4)
    try await bench.append(2)
    let producers = await start([3, 1, 1, 1], on: bench)
    producers[0].cancel()
    #expect(await producers[0].value == .failure(.cancelled))
    #expect(try await producers[1].value.get() == 3...3)
    #expect(try await producers[2].value.get() == 4...4)
    #expect(bench.log.status().waiting == 1)
    bench.advance(to: 1)
    #expect(try await producers[3].value.get() == 5...5)
  }

  @Test func `closing tells those who wait, and nothing of theirs is appended`() async throws {
    let bench = LogBench(queue: 1)
    try await bench.append(1)
    let producers = await start([1, 2, 3], on: bench)
    bench.log.close()
    for producer in producers { #expect(await producer.value == .failure(.closed)) }
    #expect(bench.retained == [1])
  }

  /// The cancellation meets every moment of the producer's way into its wait.
  @Test func `a producer that is cancelled at any moment gets an answer`() async throws {
    let bench = LogBench(queue: 1)
    try await bench.append(1)
    let ends = await finishes(within: .seconds(60)) {
      for _ in 0..<500 {
        let producer = Task { try await bench.append(1, whenFull: .wait) }
        await Task.yield()
        producer.cancel()
        await #expect(throws: LogError.cancelled) { try await producer.value }
      }
    }
    #expect(ends)
    #expect(bench.log.status().waiting == 0)
    #expect(bench.retained == [1])
  }

  @Test func `nothing is lost or doubled between producers that wait and a reader`() async throws {
    let bench = LogBench(queue: 3)
    let total = 8 * 200 * 2
    let read = await withTaskGroup(of: [UInt64].self) { group in
      for producer in 0..<8 {
        group.addTask {
          for _ in 0..<200 { _ = try? await bench.append(2, from: producer, whenFull: .wait) }
          return []
        }
      }
      group.addTask {
        var numbers: [UInt64] = []
        while numbers.count < total,
          let page = await bench.log.entries(after: EventNumber(UInt64(numbers.count)), limit: 5)
        {
          numbers += page.map(\.number.value)
          bench.advance(to: numbers.last ?? 0)
        }
        return numbers
      }
      return await group.reduce(into: []) { $0 += $1 }
    }
    #expect(read == Array(1...UInt64(total)))
    #expect(bench.log.status().waiting == 0)
  }
}
