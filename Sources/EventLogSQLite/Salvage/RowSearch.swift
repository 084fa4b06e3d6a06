/// Looks for one whole row.
struct RowSearch: CarvedRowTaker {
  /// Thrown to end the search.
  struct Found: Error {}

  private let judge = RowJudge()

  func wants(_ layout: RecordLayout) -> Bool { judge.wants(layout) }

  func take(_ layout: RecordLayout, _ record: Span<UInt8>) throws -> Bool {
    guard judge.take(layout, record) else { return false }
    throw Found()
  }
}
