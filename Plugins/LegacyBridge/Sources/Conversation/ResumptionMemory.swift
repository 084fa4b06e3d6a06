/// What earlier connections have taught about RECONNECT: some servers do not even refuse what they do not know. One silence may
/// be an overloaded server's; after three the bridge does without, once, and then tries again. A server that has answered
/// RECONNECT once is believed to do so again, for ever: whoever does without loses what was missed.
struct ResumptionMemory: Sendable {
  private static let patience = 3

  private var silences = 0
  private var hasGivenUp = false

  /// How the connection begins that is made now.
  mutating func beginning(at position: BridgePosition?) -> Beginning {
    hasGivenUp = silences >= Self.patience && position?.resumes != true
    return hasGivenUp ? .blind : position.map { .after($0) } ?? .new
  }

  /// That connection has come to its end.
  /// - Parameter isUnanswered: before anything had come of it, with a RECONNECT that nobody has answered.
  mutating func ends(isUnanswered: Bool) {
    if isUnanswered {
      silences += 1
    } else {
      silences = hasGivenUp ? Self.patience - 1 : 0
    }
  }
}
