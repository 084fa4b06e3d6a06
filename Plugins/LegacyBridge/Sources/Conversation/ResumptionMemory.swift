/// What earlier connections have taught about RECONNECT: some servers do not even refuse what they do not know. One silence may
/// be an overloaded server's; after three the bridge does without, once, and then tries again.
struct ResumptionMemory: Sendable {
  private static let patience = 3

  private var silences = 0
  private var hasGivenUp = false

  /// Whether the connection that is begun now does without RECONNECT.
  mutating func givesUp() -> Bool {
    hasGivenUp = silences >= Self.patience
    return hasGivenUp
  }

  /// That connection has come to its end.
  mutating func ends(_ error: any Error) {
    if case .unanswered(.resumption, _)? = error as? BridgeFailure {
      silences += 1
    } else {
      silences = hasGivenUp ? Self.patience - 1 : 0
    }
  }
}
