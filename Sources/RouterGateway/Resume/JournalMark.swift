import RouterCore

/// A place in the journal, and the newest event that had been handed to sessions there.
struct JournalMark: Sendable, Equatable {
  var position: JournalPosition
  var newest: EventNumber

  static let start = JournalMark(position: .start, newest: .zero)
}
