/// What ended within a second.
struct Tally: Sendable, Equatable {
  var ended = 0
  var succeeded = 0
  /// Those of which it is known how long they took, and how long that was together.
  var timed = 0
  var seconds = 0.0

  static func += (left: inout Self, right: Self) {
    left.ended += right.ended
    left.succeeded += right.succeeded
    left.timed += right.timed
    left.seconds += right.seconds
  }
}
