import RouterCore
import TestSupport
import Testing
@testable import EventLogSQLite

struct DeadLetterDeskTests {
  private func logWithLetters() async throws -> OperatedLog {
    let log = try await OperatedLog(batches: 2)
    await log.stop()
    try log.addDeadLetter(3...3, sink: "hook", event: .sample("agent_status", #"{"n":1}"#))
    try log.addDeadLetter(4...9, sink: "hook", event: nil)
    try log.addDeadLetter(5...5, sink: "audit", event: .sample("system_alert", #"{"n":2}"#))
    return log
  }

  @Test func `Dead letters are listed by sink and shown with their event`() async throws {
    let archive = try await logWithLetters().archive()
    #expect(try archive.deadLetters().map(\.id) == [1, 2, 3])
    #expect(try archive.deadLetters(of: "audit").map(\.id) == [3])
    #expect(try archive.deadLetters(of: "nobody").isEmpty)
    let letter = try #require(try archive.deadLetter(1))
    #expect(letter.event?.data.map { String(decoding: $0, as: UTF8.self) } == #"{"n":1}"#)
    #expect(letter.event?.type == "agent_status")
    #expect(letter.reason == "refused")
    #expect(letter.attempts == 3)
    #expect(letter.isWhole && !letter.isReplayed)
    #expect(try archive.deadLetter(2)?.event == nil)
    #expect(try archive.deadLetter(2)?.numbers == EventNumber(4)...EventNumber(9))
    #expect(try archive.deadLetter(77) == nil)
  }

  @Test func `A replay is asked for once and seen by the router that starts next`() async throws {
    let log = try await logWithLetters()
    let desk = try DeadLetterDesk(path: log.path)
    #expect(try desk.replay([1, 3, 77]) == 2)
    #expect(try desk.replay([1]) == 0)
    #expect(try log.archive().deadLetters().map(\.isReplayed) == [true, false, true])
    let opened = try SQLiteLog.open(log.file.config, catalogue: .standard, time: log.file.time, logger: .quiet)
    #expect(try opened.storage.replayRequests().map(\.id) == [1, 3])
    try opened.storage.close(head: opened.stored.head)
  }

  @Test func `What is dropped is gone with its request`() async throws {
    let log = try await logWithLetters()
    let desk = try DeadLetterDesk(path: log.path)
    _ = try desk.replay([1])
    #expect(try desk.drop([1, 2, 77]) == 2)
    #expect(try log.archive().deadLetters().map(\.id) == [3])
    #expect(try log.archive().stats().sinks.map(\.replays) == [0])
    #expect(try log.archive().check().findings == [])
  }

  @Test func `A damaged dead letter is marked`() async throws {
    let log = try await logWithLetters()
    try log.change("UPDATE dead_letter SET reason = 'other' WHERE id = 2")
    #expect(try log.archive().deadLetters().map(\.isWhole) == [true, false, true])
  }

  @Test func `Nothing is written while the router could still save more`() async throws {
    let log = try await OperatedLog()
    let copy = try TemporaryFolder()
    try FileLog.copy(log.path, to: copy.path("log"))
    var frames = try FileLog.read(log.path + "-wal")
    frames[32 + 24 + 50] ^= 1
    FileLog.write(frames, to: copy.path("log-wal"))
    #expect { try DeadLetterDesk(path: copy.path("log")) } throws: { "\($0)".contains("start the router first") }
    #expect(try FileLog.read(copy.path("log-wal")) == frames)
    await log.stop()
  }
}
