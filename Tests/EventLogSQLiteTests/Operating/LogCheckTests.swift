import RouterCore
import TestSupport
import Testing
@testable import EventLogSQLite

struct LogCheckTests {
  @Test func `A log is sound while a router writes to it, after it was killed and after it was stopped`() async throws {
    let log = try await OperatedLog()
    func expectSound(_ when: String) throws {
      let check = try log.archive().check()
      #expect(check.findings == [], "\(when)")
      #expect(check.isSound)
    }
    try expectSound("running")
    for round in 0..<3 {
      try await log.file.crash()
      try expectSound("killed, \(round)")
      try await log.fill(batches: 3)
      try await log.file.restart()
      try expectSound("stopped, \(round)")
      try await log.fill(batches: 2)
    }
    await log.stop()
    try expectSound("closed")
  }

  @Test func `Whole rows are counted by table`() async throws {
    let log = try await OperatedLog(batches: 3)
    await log.stop()
    let check = try log.archive().check()
    let entries = try log.archive().stats().entries
    #expect(check.whole.first { $0.table == "entry" }?.rows == entries)
    #expect(check.whole.first { $0.table == "config" }?.rows == 1)
    #expect(check.whole.map(\.table) == SalvagedTable.allCases.map(\.rawValue))
  }

  @Test(arguments: [
    ("UPDATE entry SET data = data || ' ' WHERE number = 7", "checksum: entry: msg_7 is not as it was written"),
    ("UPDATE decision SET first = first + 1 WHERE start = 0", "checksum: decision: the row about msg_2 to msg_"),
    ("UPDATE config SET names = '{}'", "checksum: config: config 1 is not as it was written"),
    ("DELETE FROM config", "consistency: decision: the decisions about msg_1 to msg_"),
    ("DELETE FROM entry WHERE number = 7", "consistency: entry: msg_7 is missing, and nothing says why"),
    (
      "DELETE FROM entry WHERE number BETWEEN 7 AND 9",
      "consistency: entry: msg_7 to msg_9 are missing, and nothing says why"
    ),
    ("DELETE FROM meta WHERE key = 'reserved'", "consistency: meta: it does not say which numbers have been given"),
    ("UPDATE meta SET value = '3' WHERE key = 'reserved'", "has a number that was not given (up to 3)"),
    ("INSERT INTO cursor VALUES ('hook', 9, 9, 0)", "checksum: cursor: the cursor of sink 'hook' is not as it was"),
    ("INSERT INTO cursor VALUES ('hook', 900000, 9, 0)", "consistency: cursor: sink 'hook' is at 900000, and the"),
    ("INSERT INTO form VALUES (5, 77, 'x', 1)", "checksum: form: the form of msg_77 is not as it was written"),
  ])
  func `What is damaged is named`(sql: String, expected: String) async throws {
    let log = try await OperatedLog()
    await log.stop()
    try log.change(sql)
    let check = try log.archive().check()
    let lines = check.findings.map { "\($0.kind.rawValue): \($0.table ?? ""): \($0.text)" }
    #expect(lines.contains { $0.contains(expected) }, "\(lines)")
    #expect(!check.isSound)
  }

  @Test func `A number that is known to be lost is not missing`() async throws {
    let log = try await OperatedLog()
    await log.stop()
    try log.change(
      "DELETE FROM entry WHERE number = 15; INSERT INTO lost (first, last, at, reason) VALUES (14, 16, 1, 'damaged')")
    #expect(try log.archive().check().findings == [])
  }

  @Test func `A torn write-ahead log is a finding`() async throws {
    let log = try await OperatedLog()
    let copy = try TemporaryFolder()
    try FileLog.copy(log.path, to: copy.path("log"))
    var frames = try FileLog.read(log.path + "-wal")
    frames[32 + 24 + 50] ^= 1
    FileLog.write(frames, to: copy.path("log-wal"))
    let check = LogCheck.ofTorn(copy.path("log"))
    #expect(check?.findings.first?.kind == .structure)
    await log.stop()
  }

  @Test func `Of a file that is no database any more the rows that can be saved are counted`() async throws {
    let log = try await OperatedLog(batches: 3)
    await log.stop()
    let entries = try log.archive().stats().entries
    var bytes = try FileLog.read(log.path)
    for place in 0..<100 { bytes[place] = 0xFF }
    FileLog.write(bytes, to: log.path)
    let check = try LogCheck.ofDamaged(log.path)
    #expect(!check.isSound)
    #expect(check.whole.first { $0.table == "entry" }?.rows == entries)
  }
}
