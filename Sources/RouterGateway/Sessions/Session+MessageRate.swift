import RouterCore

/// How many messages a client may send (contract §2, limits): warned at 95 %, refused beyond the limit, closed at twice as many.
extension Session {
  enum MessageRate { case within, near, over, twice }

  /// Counts a message.
  mutating func messageRate(at now: Timestamp) -> MessageRate {
    guard limits.messages < .max else { return .within }
    let count = messages.count(at: now, window: limits.window)
    if count >= 2 * limits.messages { return .twice }
    if count > limits.messages { return .over }
    // Rounded up: of 100 the 95th, of 10 the tenth.
    return count == (95 * limits.messages + 99) / 100 ? .near : .within
  }

  func warning(at now: Timestamp) -> SessionAction {
    .send(.rateLimitWarning(messageReport, resetTime: messages.end(of: limits.window, at: now)))
  }

  /// Says in the message's own family that it is not executed.
  mutating func refuse(_ message: ClientMessage, at now: Timestamp) -> [SessionAction] {
    let text = "more than \(limits.messages) messages within a minute: this one was not executed"
    let retryAfter = untilReset(at: now)
    // It counts as one of the unusable ones all the same.
    if case .invalid(let error) = message, case let ending = countInvalid(error, at: now), !ending.isEmpty {
      return ending
    }
    return [.send(refusal(in: message.family, text, messageReport, retryAfter))]
  }

  mutating func refusal(
    in family: MessageFamily, _ text: String, _ limit: LimitReport?, _ retryAfter: Duration
  ) -> Answer {
    switch family {
    case .subscription:
      return .subscriptionError(SubscriptionError(.rateLimitExceeded, text, limit: limit, retryAfter: retryAfter))
    case .command(let echo):
      return .commandError(
        CommandFailure(echo: named(echo), code: .rateLimitExceeded, text: text, limit: limit, retryAfter: retryAfter))
    case .publish(let id):
      return .publishError(
        PublishFailure(code: .rateLimitExceeded, text: text, requestID: id, limit: limit, retryAfter: retryAfter))
    case .connection:
      return .connectionError(.rateLimitExceeded, text: text, closeCode: nil, retryAfter: retryAfter, limit: limit)
    }
  }

  func endForMessages(at now: Timestamp) -> [SessionAction] {
    let text = "more than twice the \(limits.messages) messages that are allowed within a minute"
    return [
      .send(
        .connectionError(
          .rateLimitExceeded, text: text, closeCode: .tryAgainLater, retryAfter: untilReset(at: now),
          limit: messageReport)),
      .close(.tryAgainLater, reason: "too many messages"),
    ]
  }

  private func untilReset(at now: Timestamp) -> Duration {
    max(.seconds(1), messages.end(of: limits.window, at: now) - now)
  }

  private var messageReport: LimitReport {
    LimitReport(kind: .messages, limit: limits.messages, current: messages.total)
  }
}

extension ClientMessage {
  /// Not counted with the others: published events have a rate of their own (contract §1), and an agent answers as often as it
  /// is given orders.
  var hasOwnRate: Bool {
    switch self {
    case .publish, .commandResult: true
    default: false
    }
  }

  /// Whether it is done although too many have come.
  var isAlwaysDone: Bool {
    switch self {
    case .ping, .unsubscribe, .disconnect: true
    case .subscribe, .command, .commandResult, .configure, .publish, .refreshToken, .authenticate, .reconnect, .request,
      .showPool,
      .invalid:
      false
    }
  }
}
