import Foundation
import GRDB
import TestSupport
import Testing
@testable import EventLogSQLite

/// Single kinds of damage, and files that never were logs.
struct SalvageCaseTests {
  /// A database without write-ahead log, made by these statements after the schema.
  private func database(
    pageSize: Int = 4096, schema: String = Schema.statements, _ rows: [SampleRow]
  ) throws -> [UInt8] {
    let folder = try TemporaryFolder()
    let queue = try DatabaseQueue(path: folder.path("log"))
    try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA page_size = \(pageSize); VACUUM") }
    try queue.write { database in
      try database.execute(sql: schema)
      for row in rows { try row.write(to: database) }
    }
    try queue.close()
    return try Array(Data(contentsOf: URL(filePath: folder.path("log"))))
  }

  private func entries(_ numbers: some Sequence<Int>, bytes: Int = 100) -> [SampleRow] {
    numbers.map { number in
      SampleRow(
        table: .entry,
        values: [
          number.databaseValue, 1.databaseValue, "ingest".databaseValue, .null, "alert".databaseValue, 2.databaseValue,
          "http".databaseValue, .null, String(repeating: "\(number) ", count: bytes / 4).databaseValue,
        ])
    }
  }

  @Test(arguments: ["", "x", "SQLite format 3\0", #"{"type":"alert"}"# + "\n"])
  func `A file that is no log gives nothing`(text: String) throws {
    let salvaged = try Salvaged(database: Array(text.utf8))
    #expect(salvaged.rows.isEmpty)
    #expect(salvaged.report == SalvageReport(bytesRead: text.utf8.count))
  }

  @Test func `A file that is not there, and a folder, are errors with their path`() throws {
    let folder = try TemporaryFolder()
    let missing = #expect(throws: UnreadableFile.self) { try Salvaged(path: folder.path("none")) }
    #expect(missing?.description == "cannot read \(folder.path)/none: No such file or directory")
    let wrong = #expect(throws: UnreadableFile.self) { try Salvaged(path: folder.path) }
    #expect(wrong?.description == "cannot read \(folder.path): it is no regular file")
  }

  @Test func `Rows of a database with the same tables but other checksums are not taken`() throws {
    let folder = try TemporaryFolder()
    let queue = try DatabaseQueue(path: folder.path("log"))
    try queue.write { database in
      try database.execute(sql: Schema.statements)
      try database.execute(sql: "INSERT INTO form VALUES (1, 1, 'x', 77)")
    }
    try queue.close()
    #expect(try Salvaged(path: folder.path("log")).rows.isEmpty)
  }

  @Test func `Numbers between the oldest and the newest entry that were not saved are told`() throws {
    let salvaged = try Salvaged(database: try database(entries([3, 4, 7, 8, 9, 20])))
    #expect(salvaged.report.oldest == 3)
    #expect(salvaged.report.head == 20)
    #expect(salvaged.report.missing == [5...6, 10...19])
    #expect(salvaged.report.missingCount == 12)
  }

  @Test func `The list of missing numbers is bounded, their count is not`() throws {
    let count = SalvageReport.missingLimit + 10
    let rows = (0...count).map { number in
      SampleRow(table: .entry, values: entries([2 * number + 1], bytes: 4)[0].values)
    }
    let report = try Salvaged(database: try database(rows)).report
    #expect(report.missing.count == SalvageReport.missingLimit)
    #expect(report.missing.last == 2000...2000)
    #expect(report.missingCount == Int64(count))
  }

  @Test(arguments: [0, 1, 3, 4, 5, 6, 7, 8, 9, 20])
  func `Rows of a leaf are found when its header or its list of rows is damaged`(offset: Int) throws {
    let rows = entries(1...20)
    var bytes = try database(rows)
    let leaves = (0..<bytes.count / 4096).filter { page in bytes[page * 4096] == 0x0D && bytes[page * 4096 + 4] == 20 }
    let leaf = try #require(leaves.first)
    bytes[leaf * 4096 + offset] ^= 0x55
    #expect(try Salvaged(database: bytes).rows == Set(rows))
  }

  @Test func `What was deleted from a sound leaf does not come back`() throws {
    let folder = try TemporaryFolder()
    let queue = try DatabaseQueue(path: folder.path("log"))
    try queue.write { database in
      try database.execute(sql: Schema.statements)
      for row in entries(1...20) { try row.write(to: database) }
      try database.execute(sql: "DELETE FROM entry WHERE number BETWEEN 5 AND 9")
    }
    try queue.close()
    #expect(try Salvaged(path: folder.path("log")).numbers(of: .entry) == Array(1...4) + Array(10...20))
  }

  @Test(arguments: [512, 1024, 2048, 4096, 8192, 16384, 32768, 65536], [nil, 0, 0x0200, 0x1000, 0x2000, 0xFFFF])
  func `The page size is told by the rows when the header is wrong about it`(size: Int, stated: Int?) throws {
    let rows = entries(1...400, bytes: 300) + entries(500...520, bytes: 100_000)
    var bytes = try database(pageSize: size, rows)
    if let stated { bytes.replaceSubrange(16..<18, with: [UInt8(stated >> 8), UInt8(stated & 0xFF)]) }
    #expect(try Salvaged(database: bytes).rows == Set(rows))
  }

  @Test func `A chain of pages that runs in a circle costs its row only`() throws {
    let rows = entries(1...20) + entries([21], bytes: 50_000)
    var bytes = try database(rows)
    let chain = (0..<bytes.count / 4096).filter { page in bytes[page * 4096] == 0 && bytes[page * 4096 + 3] != 0 }
    let page = try #require(chain.last)
    bytes[page * 4096 + 3] = UInt8(page + 1)
    #expect(try Salvaged(database: bytes).numbers(of: .entry) == Array(1...20))
  }

  @Test func `Of a sink's cursors the furthest is kept`() throws {
    let rows = [4, 9, 7].map {
      SampleRow(table: .cursor, values: ["file".databaseValue, $0.databaseValue, ($0 + 1).databaseValue])
    }
    let schema = Schema.statements.replacing("sink TEXT PRIMARY KEY, position", with: "sink TEXT, position")
    let salvaged = try Salvaged(database: try database(schema: schema, rows))
    #expect(salvaged.rows == [rows[1]])
    #expect(salvaged.wrong == 0)
    #expect(salvaged.report.cursors == 1)
  }

  /// What the carver must stand is bytes that look right and are not.
  @Test(arguments: 0..<20 as Range<UInt64>)
  func `Pages with wild numbers are read to their end`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var bytes = try database(pageSize: 512, entries(1...30) + entries(31...33, bytes: 3000))
    for page in stride(from: 0, to: bytes.count, by: 512) {
      for _ in 0..<Int.random(in: 0...12, using: &random) {
        let place = page + Int.random(in: 0..<512, using: &random)
        bytes[place] = [0, 1, 0x7F, 0x80, 0xFF].randomElement(using: &random) ?? 0
      }
      if Bool.random(using: &random) { bytes[page] = 0x0D }
    }
    let salvaged = try Salvaged(database: bytes)
    #expect(salvaged.wrong == 0)
    #expect(Set(salvaged.numbers(of: .entry)).isSubset(of: 1...33))
  }

  @Test func `A log is recognised by its rows, whatever its header says`() throws {
    let folder = try TemporaryFolder()
    func isLog(_ bytes: [UInt8]) throws -> Bool {
      try Data(bytes).write(to: URL(filePath: folder.path("log")))
      return Salvage.isLog(folder.path("log"))
    }
    let log = try database(entries(1...3))
    #expect(try isLog(log))
    #expect(try isLog([UInt8](repeating: 0xA5, count: 100) + log.dropFirst(100)))
    #expect(try !isLog(try database([])))
    #expect(try !isLog([]))
    #expect(!Salvage.isLog(folder.path("none")))
  }

  @Test func `A write-ahead log of which SQLite would leave out a part is recognised`() throws {
    let sample = try SampleLog(seed: 5, .init(entries: 200, entriesInLog: 20))
    let stride = 24 + sample.pageSize
    let current = sample.writeAhead[16..<24]
    let frames = Swift.stride(from: 32, to: sample.writeAhead.count, by: stride)
      .prefix { sample.writeAhead[$0 + 8..<$0 + 16].elementsEqual(current) }.count
    try #require(frames > 3 && 32 + frames * stride < sample.writeAhead.count)
    func isTorn(flipping offset: Int?) throws -> Bool {
      let folder = try TemporaryFolder()
      var bytes = sample.writeAhead
      if let offset { bytes[offset] ^= 1 }
      try Data(sample.database).write(to: URL(filePath: folder.path("log")))
      try Data(bytes).write(to: URL(filePath: folder.path("log-wal")))
      return Salvage.hasTornWriteAheadLog(folder.path("log"))
    }
    #expect(try !isTorn(flipping: nil))
    #expect(try isTorn(flipping: 20), "the header")
    #expect(try isTorn(flipping: 32), "the first frame's page number")
    #expect(try isTorn(flipping: 32 + (frames - 2) * stride + 1000), "the last frame but one")
    #expect(try !isTorn(flipping: 32 + frames * stride + 1000), "a frame from before")
  }
}
