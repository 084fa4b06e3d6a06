/// Counts whole rows, every one once.
struct RowSurvey: CarvedRowTaker {
  private let check = RowCheck()
  private var keys: [SalvagedTable: RangeSet<Int64>] = [:]

  func wants(_ layout: RecordLayout) -> Bool { check.table(of: layout) != nil }

  mutating func take(_ layout: RecordLayout, _ record: Span<UInt8>) -> Bool {
    guard let table = check.table(ofWhole: layout, record) else { return false }
    guard layout.rowid >= 0, layout.rowid < .max else { return true }
    keys[table, default: RangeSet()].insert(contentsOf: layout.rowid..<layout.rowid + 1)
    return true
  }

  var counts: [(table: String, rows: Int)] {
    SalvagedTable.allCases.map { table in
      let ranges = keys[table]?.ranges
      return (table.rawValue, ranges?.reduce(0) { $0 + Int($1.upperBound - $1.lowerBound) } ?? 0)
    }
  }
}
