import RouterCore
import TestSupport
import Testing
@testable import EventLogSQLite

struct LogStatsTests {
  @Test func `Entries are counted as the router itself counts them`() async throws {
    let log = try await OperatedLog(batches: 4)
    let running = try log.archive().stats()
    let extent = log.file.log.status()
    let entries = try await log.file.history()
    #expect(running.entries == entries.count)
    #expect(running.oldest?.number == entries.first?.number)
    #expect(running.newest?.number == entries.last?.number)
    #expect(running.types.map(\.count).reduce(0, +) == entries.count)
    #expect(running.types.map(\.bytes).reduce(0, +) == running.entryBytes)
    #expect(Set(running.types.map(\.type)).isSuperset(of: ["agent_status", "system_alert"]))
    #expect(running.epoch == log.file.log.epoch)
    #expect(extent.count == running.entries)
    guard case .inUse = running.state else {
      Issue.record("\(running.state)")
      return
    }
    await log.stop()
    #expect(try log.archive().stats().state == .closed)
  }

  @Test func `A killed router leaves a log that is not closed`() async throws {
    let log = try await OperatedLog(batches: 2)
    let copy = try TemporaryFolder()
    for suffix in ["", "-wal"] { try FileLog.copy(log.path + suffix, to: copy.path("log") + suffix) }
    #expect(try LogArchive(path: copy.path("log"), catalogue: .standard).stats().state == .notClosed)
    await log.stop()
  }

  @Test func `What waits for a sink is counted from its cursor on`() async throws {
    let log = try await OperatedLog(batches: 4)
    _ = log.file.log.register(DurableSink(name: "all", atHardLimit: .refuse) {})
    let page = try await log.file.log.page(for: "all", after: .start, limit: 7)
    log.file.log.advance("all", to: SinkCursor(position: page.next, number: page.reached ?? .zero))
    try await log.file.settle()
    let sink = try #require(try log.archive().stats().sinks.first { $0.name == "all" })
    let rest = try await log.file.pages(for: "all", after: page.next).deliveries
    #expect(sink.waiting == rest.count)
    #expect(sink.waiting > 0)
    #expect(sink.waitingSince == log.file.time.now())
    await log.stop()
  }

  @Test func `Losses and damage are told`() async throws {
    let log = try await OperatedLog(batches: 2)
    await log.stop()
    try log.change(
      """
      UPDATE entry SET data = '{}' WHERE number = 4;
      INSERT INTO lost (first, last, at, reason) VALUES (30, 40, 5, 'not synced');
      """)
    let stats = try log.archive().stats()
    #expect(stats.damagedEntries == 1)
    #expect(stats.losses.last?.numbers == EventNumber(30)...EventNumber(40))
    #expect(stats.losses.last?.reason == "not synced")
  }
}
