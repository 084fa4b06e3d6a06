import RouterCore

/// A place in the journal, and the newest event that had been handed to sessions there.
struct JournalMark: Sendable, Equatable {
  var position: JournalPosition
  var newest: EventNumber

  /// - Parameter number: of an event on the way there.
  func advanced(to position: JournalPosition, _ number: EventNumber?) -> JournalMark {
    JournalMark(position: max(self.position, position), newest: max(newest, number ?? .zero))
  }

  static let start = JournalMark(position: .start, newest: .zero)
}
