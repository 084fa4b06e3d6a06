/// Looks for the log's rows and keeps none.
struct RowJudge: CarvedRowTaker {
  private let check = RowCheck()

  func wants(_ layout: RecordLayout) -> Bool { check.table(of: layout) != nil }

  func take(_ layout: RecordLayout, _ record: Span<UInt8>) -> Bool {
    check.table(ofWhole: layout, record) != nil
  }
}
