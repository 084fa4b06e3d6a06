/// What became of the events that were published so far.
struct PublishCount: Sendable, Equatable {
  var sent = 0
  /// Answered with 202.
  var accepted = 0
  /// Answered with 503: the server was behind.
  var refused = 0
  /// The refused ones by the client that would have got them; one entry where everyone gets all.
  var refusedBySlot: [Int: Int] = [:]

  /// What has happened after an earlier count.
  func since(_ earlier: PublishCount) -> PublishCount {
    PublishCount(
      sent: sent - earlier.sent, accepted: accepted - earlier.accepted, refused: refused - earlier.refused,
      refusedBySlot: refusedBySlot.merging(earlier.refusedBySlot, uniquingKeysWith: -))
  }
}
