import RouterCore

/// A dead letter as it is kept, also of an event type that this build does not know.
package struct KeptDeadLetter: Sendable {
  package struct Event: Sendable {
    package let type: String
    package let time: Timestamp
    package let source: String
    package let agent: String?
    /// JSON, in the form that the sink got; nil where only the list was asked for.
    package let data: [UInt8]?
  }

  package let id: Int64
  package let at: Timestamp
  package let sink: String
  package let numbers: ClosedRange<EventNumber>
  package let reason: String
  package let attempts: Int
  /// Nil for a range of events that were lost to the sink.
  package let event: Event?
  /// An operator wants it delivered again.
  package let isReplayed: Bool
  /// Whether the row is as it was written.
  package let isWhole: Bool

  /// Reads the row that a statement over `DeadLetterRow.columns` and the request stands on.
  init(_ row: RawRow, withData: Bool) {
    var checksum = Checksum(table: "dead_letter")
    for column in 0..<12 { row.add(column, to: &checksum) }
    isWhole = row.integer(12) == Int64(checksum.value)
    let (first, last) = (
      EventNumber(UInt64(clamping: row.integer(3))), EventNumber(UInt64(clamping: row.integer(4)))
    )
    id = row.integer(0)
    at = Timestamp(microseconds: row.integer(1))
    sink = row.text(2) ?? ""
    numbers = min(first, last)...max(first, last)
    reason = row.text(5) ?? ""
    attempts = Int(row.integer(6))
    isReplayed = !row.isNull(13)
    event = row.text(7).map { type in
      Event(
        type: type, time: Timestamp(microseconds: row.integer(8)), source: row.text(9) ?? "", agent: row.text(10),
        data: withData ? row.bytes(11) : nil)
    }
  }
}
