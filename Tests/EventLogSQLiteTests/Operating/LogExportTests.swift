import RouterCore
import TestSupport
import Testing
@testable import EventLogSQLite

struct LogExportTests {
  private func export(
    _ log: OperatedLog, _ selection: LogSelection = LogSelection()
  ) throws -> (numbers: [UInt64], damaged: [EventNumber]) {
    var numbers: [UInt64] = []
    let damaged = try log.archive().export(selection) { numbers.append($0.number.value) }
    return (numbers, damaged)
  }

  @Test func `All entries come in order, from a running router and from a stopped one`() async throws {
    let log = try await OperatedLog(batches: 120)
    let expected = try await log.file.history().map(\.number.value)
    try #require(expected.count > 1100)
    #expect(try export(log).numbers == expected)
    await log.stop()
    #expect(try export(log).numbers == expected)
  }

  @Test func `Bounds are inclusive`() async throws {
    let log = try await OperatedLog()
    await log.stop()
    func numbers(_ from: UInt64?, _ to: UInt64?) throws -> [UInt64] {
      try export(
        log, LogSelection(from: from.map { .number(EventNumber($0)) }, to: to.map { .number(EventNumber($0)) })
      ).numbers
    }
    #expect(try numbers(3, 5) == [3, 4, 5])
    #expect(try numbers(5, 5) == [5])
    #expect(try numbers(nil, 2) == [1, 2])
    #expect(try numbers(5, 3) == [])
    #expect(try numbers(900_000, nil) == [])
    #expect(try numbers(1, 900_000) == export(log).numbers)
  }

  @Test func `Times are when entries were logged, inclusive`() async throws {
    let log = try await OperatedLog(batches: 1)
    log.file.time.advance(by: .seconds(10))
    try await log.fill(batches: 1)
    await log.stop()
    let second = log.file.time.now()
    let first = second - .seconds(10)
    func numbers(_ from: Timestamp?, _ to: Timestamp?) throws -> [UInt64] {
      try export(log, LogSelection(from: from.map { .time($0) }, to: to.map { .time($0) })).numbers
    }
    #expect(try numbers(second, nil) == Array(11...20))
    #expect(try numbers(second + .microseconds(1), nil) == [])
    #expect(try numbers(nil, second - .microseconds(1)) == Array(1...10))
    #expect(try numbers(first, first) == Array(1...10))
    #expect(try numbers(nil, nil) == Array(1...20))
  }

  @Test func `Types are selected, also one that this build does not know`() async throws {
    let log = try await OperatedLog(batches: 2)
    await log.stop()
    #expect(try export(log, LogSelection(types: ["agent_status"])).numbers == Array(1...10))
    #expect(try export(log, LogSelection(types: ["nothing"])).numbers == [])
    try log.change("UPDATE entry SET type = 'from_elsewhere' WHERE number = 4")
    try sign(4, log)
    #expect(try export(log, LogSelection(types: ["from_elsewhere"])).numbers == [4])
  }

  @Test func `Damaged entries are left out and named`() async throws {
    let log = try await OperatedLog(batches: 2)
    await log.stop()
    try log.change("UPDATE entry SET data = '{}' WHERE number IN (4, 9)")
    let (numbers, damaged) = try export(log)
    #expect(damaged == [EventNumber(4), EventNumber(9)])
    #expect(numbers.count == 18)
    #expect(!numbers.contains(4))
  }

  /// Makes a changed row whole.
  private func sign(_ number: Int64, _ log: OperatedLog) throws {
    let sum = try log.archive().read { database, _ in
      let select = try RawStatement("SELECT \(EntryRow.columns) FROM entry WHERE number = ?", database)
      select.bind(number)
      var checksum = Checksum(table: "entry")
      try select.forEach { row in
        for column in 0..<9 { row.add(column, to: &checksum) }
        return false
      }
      return checksum.value
    }
    try log.change("UPDATE entry SET crc = \(sum) WHERE number = \(number)")
  }
}
