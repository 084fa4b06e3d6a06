import RouterCore

/// What a session says when it does not end by the client's will (contract §2, liveness and slow reader).
extension Session {
  private static let expiryNotice = Duration.seconds(60)

  /// To be called about once a second.
  package mutating func passTime(at now: Timestamp) -> [SessionAction] {
    let rest = principal.expires - now
    guard rest > .zero else {
      let text = "the token has expired: connect again with a new one"
      return [
        .send(.connectionError(.authenticationFailed, text: text, closeCode: .policy, retryAfter: .zero)),
        .close(.policy, reason: "token expired"),
      ]
    }
    guard rest <= Self.expiryNotice, !isWarnedOfExpiry else { return [] }
    isWarnedOfExpiry = true
    return [warning("token_expires", in: rest, .policy, retryAfter: .zero)]
  }

  /// Says goodbye for a server stop.
  package func drain(retryAfter: Duration) -> [SessionAction] {
    [
      warning("server_shutdown", .goingAway, retryAfter: retryAfter),
      .close(.goingAway, reason: "server shutting down"),
    ]
  }

  /// More waits for the client than it may keep waiting.
  package func giveUpSlowReader() -> [SessionAction] {
    [
      warning("slow_reader", .tryAgainLater, retryAfter: .seconds(5)),
      .close(.tryAgainLater, reason: "reading too slowly"),
    ]
  }

  private func warning(
    _ reason: String, in delay: Duration = .zero, _ closeCode: CloseCode, retryAfter: Duration
  ) -> SessionAction {
    .send(
      .disconnectWarning(
        DisconnectWarning(
          reason: reason, disconnectIn: delay, closeCode: closeCode, reconnect: true, retryAfter: retryAfter,
          lastEvent: lastEvent)))
  }
}
