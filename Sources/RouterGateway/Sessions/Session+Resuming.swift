import RouterCore

/// A session that goes on with another connection (contract §2, Resume).
extension Session {
  /// Takes over what the session was. Subscriptions that the new token does not cover are given up.
  /// - Parameter fresh: a session that has not done anything yet; the connection's principal counts.
  /// - Returns: the session, and what its client must be told.
  static func resuming(
    _ kept: ResumableSession, with fresh: Session, at now: Timestamp
  ) -> (session: Session, refusals: [SessionAction]) {
    var session = Session(
      id: kept.id, principal: fresh.principal, rules: fresh.rules, options: kept.options, at: now)
    session.subscriptions = kept.subscriptions
    let visible = session.visibleSubscriptions
    let lost = kept.subscriptions.types.keys.filter { visible.types[$0] == nil }.sorted()
    session.subscriptions = visible
    session.history = kept.history
    session.lastEvent = kept.lastEvent
    return (session, kept.missingTypes.map(session.missing) + lost.map(session.lost))
  }

  func lost(_ type: EventTypeID) -> SessionAction {
    let text = "your permissions do not cover event type '\(name(of: type))' any more: it was unsubscribed"
    return .send(.subscriptionError(SubscriptionError(.permissionDenied, text)))
  }

  private func missing(_ name: String) -> SessionAction {
    let text = "event type '\(name.shortened)' is not there any more: it was unsubscribed"
    return .send(
      .subscriptionError(
        SubscriptionError(.invalidEventType, text, supportedEvents: rules.dialect.supportedNames(in: catalogue))))
  }

  /// Whether a replay sends an event: it was asked for when it happened, and is now.
  /// - Parameter position: the place behind the decision that gave the event to the sessions.
  func admits(_ event: Event, at position: JournalPosition) -> Bool {
    admits(event) && history.admits(event, at: position)
  }

  /// Says that the events that are missing cannot be had.
  func replayFailed(_ reason: String) -> [SessionAction] {
    [
      .close(.tryAgainLater, reason: reason + (lastEvent.map { "; resume after \($0.publicID)" } ?? ""))
    ]
  }

  /// Gives way to another connection of the same session.
  func superseded() -> [SessionAction] { [.close(.goingAway, reason: "the session was resumed elsewhere")] }

  /// Gives way to another connection of the same client, since this one has not answered for a while.
  func displaced() -> [SessionAction] { [.close(.goingAway, reason: "another connection of this client came")] }
}
