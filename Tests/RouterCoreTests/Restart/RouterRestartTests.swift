import Logging
import TestSupport
import Testing

@testable import RouterCore

@Suite(.serialized) struct RouterRestartTests {
  private let graph: Graph

  init() throws {
    graph = try Graph(
      pipelines: [
        PipelineDescription(
          name: "counts", from: ["test"],
          stages: [Graph.StageNode(name: "count", type: "test", prototype: CountStage(length: .seconds(10)))], to: ["k"]
        ),
        PipelineDescription(name: "all", from: ["test"], stages: [], to: ["k"]),
      ], sinks: ["k"])
  }

  private func loop(_ stored: StoredLogBench, _ outlet: any Outlet) -> RouterLoop {
    RouterLoop(
      graph: graph, outlets: [outlet], log: stored.log, time: stored.time,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }

  /// Lets everything that is due happen, and ends.
  private func finish(_ stored: StoredLogBench, _ running: Running) async throws {
    // Until every window has its summary and all is routed; a bound, so that a mistake does not hang.
    for _ in 0..<5000 where !isDone(stored) {
      if stored.time.now() < VirtualTime.start + .seconds(30) { stored.time.advance(by: .seconds(3)) }
      for _ in 0..<10 { await Task.yield() }
    }
    stored.log.close()
    while !running.hasEnded, !Task.isCancelled { await Task.yield() }
    await stored.settle()
  }

  private func isDone(_ stored: StoredLogBench) -> Bool {
    let entries = stored.log.retained(after: .zero, limit: .max)
    let events = entries.filter { $0.origin == .source("test") }
    let windows = Set(events.map { $0.loggedAt.microseconds / 10_000_000 })
    return entries.count >= events.count + windows.count && stored.log.routed == entries.last?.number ?? .zero
  }

  private func summaries(_ disk: FakeLogStorage.Disk) -> [String] {
    disk.entries.filter { $0.origin != .source("test") }.map(\.event.data.description).sorted()
  }

  /// Every transaction is a point where a crash may leave the disk.
  @Test func `wherever the process ends, nothing is emitted or decided twice, and nothing is forgotten`() async throws {
    let disks = Watched<[FakeLogStorage.Disk]>([])
    let storage = Watched<FakeLogStorage?>(nil)
    let stored = try await StoredLogBench { _ in
      if let disk = storage.value?.disk { disks.change { $0.append(disk) } }
    }
    storage.change { $0 = stored.storage }
    let first = loop(stored, RecordingOutlet())
    let running = Running { await first.run() }
    for _ in 1...6 {
      try await stored.append(2)
      stored.time.advance(by: .seconds(3))
      for _ in 0..<10 { await Task.yield() }
    }
    try await finish(stored, running)
    let expected = summaries(stored.storage.disk)
    let total = stored.storage.disk.entries.count
    #expect(expected.count == 2 && total == 14)
    let crashes = disks.value
    #expect(crashes.count > 5)
    for disk in crashes {
      let time = VirtualTime(disk.entries.last?.loggedAt ?? VirtualTime.start)
      let again = try await StoredLogBench(disk, time: time)
      let second = loop(again, RecordingOutlet())
      let running = Running { await second.run() }
      // What was not accepted before the crash never was.
      let missing = 12 - disk.entries.count { $0.origin == .source("test") }
      try await finish(again, running)
      if missing == 0 { #expect(summaries(again.storage.disk) == expected) }
      #expect(Set(summaries(again.storage.disk)).count == summaries(again.storage.disk).count)
      #expect(await second.counters().unaccounted == 0)
      for entry in again.storage.disk.entries {
        let outcomes = try again.storage.outcomes(of: entry.number)
        #expect(outcomes.count == (entry.origin == .source("test") ? 2 : 1), "event \(entry.number.value)")
      }
    }
  }

  @Test func `what was logged and not routed is routed after a restart`() async throws {
    let stored = try await StoredLogBench()
    try await stored.append(5)
    let again = try await stored.crashed()
    let outlet = RecordingOutlet()
    let second = loop(again, outlet)
    let running = Running { await second.run() }
    await outlet.wait(for: 5)
    #expect(outlet.numbers == [1, 2, 3, 4, 5])
    again.log.close()
    #expect(await running.stop())
  }

  @Test func `what was routed is not routed again`() async throws {
    let stored = try await StoredLogBench()
    try await stored.append(5)
    let first = loop(stored, RecordingOutlet())
    let running = Running { await first.run() }
    while stored.log.routed.value < 5 { await Task.yield() }
    await stored.settle()
    let again = try await stored.crashed()
    #expect(await running.stop())
    let outlet = RecordingOutlet()
    let second = loop(again, outlet)
    let more = Running { await second.run() }
    let numbers = try await again.append(2)
    while !outlet.numbers.contains(numbers.upperBound), !Task.isCancelled { await Task.yield() }
    #expect(outlet.numbers.allSatisfy { $0 > 5 })
    again.log.close()
    #expect(await more.stop())
  }

  @Test func `a log that cannot be read for a while delays the start, one that never can does not prevent it`()
    async throws
  {
    for failures in [2, 1000] {
      let stored = try await StoredLogBench()
      try await stored.append(5)
      let first = loop(stored, RecordingOutlet())
      let running = Running { await first.run() }
      while stored.log.routed.value < 5 { await Task.yield() }
      await stored.settle()
      let again = try await stored.crashed()
      #expect(await running.stop())
      again.storage.failNextReads(failures)
      let outlet = RecordingOutlet()
      let second = loop(again, outlet)
      let more = Running { await second.run() }
      try await again.append(1)
      while outlet.numbers.isEmpty, !Task.isCancelled {
        again.time.advance(by: .milliseconds(100))
        await Task.yield()
      }
      again.log.close()
      #expect(await more.stop())
    }
  }

  @Test func `time does not overtake entries that are on their way`() async throws {
    let stored = try await StoredLogBench()
    let log = stored.log
    let start = stored.time.now()
    try await stored.append(2)
    stored.time.advance(by: .seconds(5))
    #expect(log.passTime(to: stored.time.now(), behind: .zero) == start)
    #expect(log.passTime(to: stored.time.now(), behind: EventNumber(2)) == start + .seconds(5))
    // Whatever the clock says: nothing is logged before that.
    stored.time.set(start)
    try await stored.append(1)
    #expect(log.retained(after: EventNumber(2), limit: 1).first?.loggedAt == start + .seconds(5))
  }
}
