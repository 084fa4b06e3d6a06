import Foundation
import GRDB
import TestSupport
@testable import EventLogSQLite

/// A log's files with rows of all tables: short ones and ones of several pages.
struct SampleLog {
  var database: [UInt8]
  var writeAhead: [UInt8]
  let pageSize: Int
  /// What the log holds.
  let rows: Set<SampleRow>
  /// What it ever held.
  let written: Set<SampleRow>

  struct Shape {
    var first = 1
    var entries = 1500
    var pageSize = 4096
    /// How many of the entries are written since the last checkpoint.
    var entriesInLog = 300
    /// Whether the write-ahead log has been begun anew, so that old frames follow the new ones.
    var startsLogAnew = true
    /// Entries deleted in the end, the oldest.
    var trimmed = 50
  }

  init(seed: UInt64, _ shape: Shape = Shape()) throws {
    var random = SplitMix64(seed: seed)
    let folder = try TemporaryFolder()
    let path = folder.path("log")
    pageSize = shape.pageSize
    var configuration = Configuration()
    configuration.prepareDatabase { [pageSize = shape.pageSize] database in
      try database.execute(sql: "PRAGMA page_size = \(pageSize); PRAGMA wal_autocheckpoint = 0")
    }
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    try queue.writeWithoutTransaction { database in
      try database.execute(sql: "PRAGMA journal_mode = WAL")
      try database.execute(sql: Schema.statements)
    }
    var written: Set<SampleRow> = []
    let end = shape.first + shape.entries
    let before = end - shape.entriesInLog
    let middle = (shape.first + before) / 2
    try Self.write(shape.first..<middle, &written, to: queue, &random)
    if shape.startsLogAnew { try queue.writeWithoutTransaction { _ = try $0.checkpoint(.full) } }
    try Self.write(middle..<before, &written, to: queue, &random)
    try queue.writeWithoutTransaction { _ = try $0.checkpoint(.full) }
    try Self.write(before..<end, &written, to: queue, &random)
    try queue.write { database in
      try database.execute(sql: "DELETE FROM entry WHERE number < ?", arguments: [shape.first + shape.trimmed])
    }
    self.written = written
    rows = try queue.read { try SampleRow.all(in: $0).rows }
    // Copied while open: closing would empty the write-ahead log.
    database = try Array(Data(contentsOf: URL(filePath: path)))
    writeAhead = try Array(Data(contentsOf: URL(filePath: path + "-wal")))
    try queue.close()
  }

  private static func write(
    _ numbers: Range<Int>, _ written: inout Set<SampleRow>, to queue: DatabaseQueue, _ random: inout SplitMix64
  ) throws {
    var rest = Array(numbers)[...]
    while !rest.isEmpty {
      let batch = rest.prefix(Int.random(in: 1...40, using: &random))
      rest = rest.dropFirst(batch.count)
      try queue.write { database in
        for number in batch {
          for row in SampleRows.rows(around: number, &random) {
            try row.write(to: database)
            written.insert(row)
          }
        }
      }
    }
  }
}
