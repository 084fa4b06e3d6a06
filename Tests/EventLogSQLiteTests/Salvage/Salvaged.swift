import Foundation
import GRDB
import TestSupport
@testable import EventLogSQLite

/// What a salvage makes of some files.
struct Salvaged {
  let rows: Set<SampleRow>
  /// Rows with a wrong checksum.
  let wrong: Int
  let report: SalvageReport

  init(database: [UInt8], writeAhead: [UInt8] = []) throws {
    let folder = try TemporaryFolder()
    try Data(database).write(to: URL(filePath: folder.path("log")))
    if !writeAhead.isEmpty { try Data(writeAhead).write(to: URL(filePath: folder.path("log-wal"))) }
    try self.init(path: folder.path("log"))
  }

  init(path: String) throws {
    let new = try DatabaseQueue()
    try new.write { try $0.execute(sql: Schema.statements) }
    report = try Salvage.run(damaged: path, into: new)
    (rows, wrong) = try new.read { try SampleRow.all(in: $0) }
  }

  func numbers(of table: SalvagedTable) -> [Int64] {
    rows.filter { $0.table == table }.compactMap { Int64.fromDatabaseValue($0.values[0]) }.sorted()
  }
}
