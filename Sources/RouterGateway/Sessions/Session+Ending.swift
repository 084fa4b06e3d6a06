import RouterCore

/// What a session says when it does not end by the client's will (contract §2, liveness and slow reader).
extension Session {
  private static let expiryNotice = Duration.seconds(60)
  private static let slowReaderPause = Duration.seconds(5)

  /// To be called at `nextMoment`.
  package mutating func passTime(at now: Timestamp) -> [SessionAction] {
    if case .awaited(let end) = identity, now >= end {
      return [
        .send(.authenticationRequired(closeCode: .policy)), .close(.policy, reason: "nobody has said who this is"),
      ]
    }
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

  /// When `passTime` has something to do next.
  package var nextMoment: Timestamp {
    if case .awaited(let end) = identity { return end }
    return isWarnedOfExpiry ? principal.expires : principal.expires - Self.expiryNotice
  }

  /// Announces a server stop.
  package func warnOfDrain(retryAfter: Duration) -> [SessionAction] {
    [warning("server_shutdown", .goingAway, retryAfter: retryAfter)]
  }

  /// Says goodbye for a server stop.
  package func closeForDrain() -> [SessionAction] { [.close(.goingAway, reason: "server shutting down")] }

  /// A step of the slow reader's ladder.
  /// - Parameters:
  ///   - depth: events that wait.
  ///   - endsIn: a guess at the time until the queue is full, if the client goes on like this.
  func slowReader(_ step: SlowReaderStep, depth: Int, endsIn: Duration) -> [SessionAction] {
    switch step {
    case .waiting: []
    case .conflating: [.send(.metricsConflation(isOn: true, depth: depth))]
    case .warned: [warning("slow_reader", in: endsIn, .tryAgainLater, retryAfter: Self.slowReaderPause, depth: depth)]
    case .over:
      [
        warning("slow_reader", .tryAgainLater, retryAfter: Self.slowReaderPause, depth: depth),
        .close(
          .tryAgainLater, reason: "reading too slowly" + (lastEvent.map { "; resume after \($0.publicID)" } ?? "")),
      ]
    }
  }

  /// A slow reader has read everything.
  func caughtUp() -> [SessionAction] { [.send(.metricsConflation(isOn: false, depth: 0))] }

  private func warning(
    _ reason: String, in delay: Duration = .zero, _ closeCode: CloseCode, retryAfter: Duration, depth: Int? = nil
  ) -> SessionAction {
    .send(
      .disconnectWarning(
        DisconnectWarning(
          reason: reason, disconnectIn: delay, closeCode: closeCode, reconnect: true, retryAfter: retryAfter,
          lastEvent: lastEvent, depth: depth)))
  }
}
