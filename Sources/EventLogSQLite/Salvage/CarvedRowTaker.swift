/// Gets the rows that a carver finds: in no order, some of them twice, and among them some that are none.
protocol CarvedRowTaker {
  /// Whether a row of this layout can be of use. Asked before the rest of a long one is read.
  func wants(_ layout: RecordLayout) -> Bool

  /// Takes a row if it is whole; false if it is not.
  ///
  /// - Parameter record: the whole record, in which the layout's columns lie.
  mutating func take(_ layout: RecordLayout, _ record: Span<UInt8>) throws -> Bool
}
