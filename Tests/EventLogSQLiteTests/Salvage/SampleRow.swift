import Foundation
import GRDB
@testable import EventLogSQLite

/// A row of one of the log's tables, with its values but the checksum, which is added here.
struct SampleRow: Hashable {
  let table: SalvagedTable
  let values: [DatabaseValue]

  var checksum: UInt32 {
    var checksum = Checksum()
    checksum.add(table.rawValue)
    for value in values {
      switch value.storage {
      case .null: checksum.add(nil)
      case .int64(let number): checksum.add(number)
      case .string(let text): checksum.add(text)
      case .blob(let data):
        checksum.add(Int64(data.count))
        checksum.add(Array(data))
      case .double: fatalError("no table has such a column")
      }
    }
    return checksum.value
  }

  func write(to database: Database) throws {
    let places = Array(repeating: "?", count: values.count + 1).joined(separator: ", ")
    try database.execute(
      sql: "INSERT OR REPLACE INTO \(table.rawValue) VALUES (\(places))",
      arguments: StatementArguments(values + [Int64(checksum).databaseValue]))
  }

  /// All rows of a log. Those with a wrong checksum are left out and make the second value greater than zero.
  static func all(in database: Database) throws -> (rows: Set<SampleRow>, wrong: Int) {
    var rows: Set<SampleRow> = []
    var wrong = 0
    for table in SalvagedTable.allCases {
      for row in try Row.fetchAll(database, sql: "SELECT * FROM \(table.rawValue)") {
        let found = SampleRow(table: table, values: Array(row.databaseValues.dropLast()))
        if row.databaseValues.last == Int64(found.checksum).databaseValue { rows.insert(found) } else { wrong += 1 }
      }
    }
    return (rows, wrong)
  }
}
