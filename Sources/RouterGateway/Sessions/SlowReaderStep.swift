/// How far a session has come on the ladder of slow readers (contract §2). Every step is announced to the client.
enum SlowReaderStep: Int, Comparable {
  /// Behind, as anybody may be for a moment.
  case waiting
  /// Metrics wait as one event, the newest.
  case conflating
  /// The client has been told that it will be disconnected.
  case warned
  /// It is disconnected, with the id to resume from.
  case over

  /// - Parameter fullness: the part of what may wait for the client that does wait.
  init(fullness: Double) {
    self =
      switch fullness {
      case ..<0.25: .waiting
      case ..<0.5: .conflating
      case ..<1: .warned
      default: .over
      }
  }

  static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
