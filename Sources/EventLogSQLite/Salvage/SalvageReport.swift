/// What was saved out of a damaged log, and what was not.
package struct SalvageReport: Sendable, Equatable {
  package var entries = 0
  package var decisions = 0
  package var forms = 0
  package var configs = 0
  package var deadLetters = 0
  package var cursors = 0

  /// The least and the greatest number of a saved entry. Nil if there is none.
  package var oldest: Int64?
  package var head: Int64?

  /// Numbers between oldest and head without an entry: lost, never given, or trimmed before. The first of them, in order.
  package var missing: [ClosedRange<Int64>] = []
  /// How many numbers are missing, listed or not.
  package var missingCount: Int64 = 0

  /// Of the damaged database file and its write-ahead log, 0 if there is none.
  package var bytesRead = 0

  /// How many ranges of missing numbers are listed.
  package static let missingLimit = 1000
}
