import RouterCore
import TestSupport
import Testing

@Suite struct MemoryLogTests {
  @Test func `numbers are without gaps and every batch stays together, however many append at once`() async throws {
    let bench = LogBench()
    let given = try await withThrowingTaskGroup(of: [ClosedRange<UInt64>].self) { group in
      for producer in 0..<8 {
        group.addTask {
          var numbers: [ClosedRange<UInt64>] = []
          for size in 1...50 { numbers.append(try await bench.append(size % 7 + 1, from: producer)) }
          return numbers
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(given.flatMap { $0.flatMap(Array.init) }.sorted() == Array(1...bench.log.status().head.value))
    for ranges in given { #expect(ranges == ranges.sorted { $0.lowerBound < $1.lowerBound }) }
    let producers = bench.log.retained(after: .zero, limit: .max).map { "\($0.event.data)" }
    for range in given.joined() {
      #expect(Set(producers[Int(range.lowerBound) - 1...Int(range.upperBound) - 1]).count == 1)
    }
  }

  @Test func `the log's time never goes back, though the clock does`() async throws {
    let bench = LogBench()
    for seconds in [0, 10, 5, -100, 11] as [Int64] {
      bench.time.set(VirtualTime.start + .seconds(seconds))
      try await bench.append(1)
    }
    let times = bench.log.retained(after: .zero, limit: .max).map { ($0.loggedAt - VirtualTime.start) / .seconds(1) }
    #expect(times == [0, 10, 10, 10, 11])
  }

  @Test func `numbers end before ids would belong to clients`() async throws {
    let bench = LogBench(head: EventNumber.limit.value - 3)
    #expect(try await bench.append(2) == 999_999_999_997...999_999_999_998)
    await #expect(throws: LogError.exhausted) { try await bench.append(2) }
    #expect(try await bench.append(1) == 999_999_999_999...999_999_999_999)
    await #expect(throws: LogError.exhausted) { try await bench.append(1, whenFull: .wait) }
    #expect(bench.log.status().head == .limit)
  }

  @Test func `an empty batch changes nothing`() async throws {
    let bench = LogBench()
    try await bench.append(3)
    #expect(try await bench.append(0) == 3...3)
    #expect(bench.retained == [1, 2, 3])
  }

  // MARK: Readers

  @Test(
    "a page begins behind the given number and has at most as many entries as asked for",
    arguments: [
      (0, 3, [4, 5, 6]), (3, 2, [4, 5]), (4, 2, [5, 6]), (9, 5, [10]), (10, 5, []), (11, 1, []),
      (2, .max, [4, 5, 6, 7, 8, 9, 10]), (5, 0, []),
    ] as [(UInt64, Int, [UInt64])])
  func pages(after: UInt64, limit: Int, numbers: [UInt64]) async throws {
    let bench = LogBench(count: 7)
    try await bench.append(10)
    bench.advance(to: 10)
    #expect(bench.log.retained(after: EventNumber(after), limit: limit).map(\.number.value) == numbers)
  }

  @Test func `a reader gets what comes while it waits`() async throws {
    let bench = LogBench()
    async let page = bench.log.entries(after: .zero, limit: 10)
    try await bench.append(2)
    #expect(await page?.first?.number == EventNumber(1))
  }

  @Test func `readers read a closed log to its end and then get nil`() async throws {
    let bench = LogBench()
    try await bench.append(3)
    bench.log.close()
    #expect(await bench.log.entries(after: .zero, limit: 2)?.map(\.number.value) == [1, 2])
    #expect(await bench.log.entries(after: EventNumber(2), limit: 2)?.map(\.number.value) == [3])
    #expect(await bench.log.entries(after: EventNumber(3), limit: 2) == nil)
  }

  @Test func `closing wakes readers that wait`() async {
    let bench = LogBench()
    let ends = await finishes {
      async let first = bench.log.entries(after: .zero, limit: 1)
      async let second = bench.log.entries(after: EventNumber(7), limit: 1)
      bench.log.close()
      let pages = await [first, second]
      #expect(pages.allSatisfy { $0 == nil })
    }
    #expect(ends)
  }

  /// The cancellation meets every moment of the reader's way into its wait.
  @Test func `a cancelled reader does not wait`() async {
    let bench = LogBench()
    let ends = await finishes(within: .seconds(60)) {
      for _ in 0..<500 {
        let reader = Task { await bench.log.entries(after: .zero, limit: 1) }
        await Task.yield()
        reader.cancel()
        #expect(await reader.value == nil)
      }
    }
    #expect(ends)
  }

  @Test func `a closed log takes only what the router itself emits`() async throws {
    let bench = LogBench()
    bench.log.close()
    for policy in [FullLogPolicy.wait, .refuse] {
      await #expect(throws: LogError.closed) { try await bench.append(1, whenFull: policy) }
    }
    #expect(try await bench.append(1, whenFull: .accept) == 1...1)
    #expect(await bench.log.entries(after: .zero, limit: 1)?.count == 1)
  }
}
