import RouterCore

// Behind the subscription.
extension Conversation {
  mutating func converse(_ message: ServerMessage) -> [ConversationAction] {
    switch message {
    case .event(let id, let frame): return [.take(ReceivedEvent(id: id, frame: frame, movesPosition: true))]
    case .response(let ids, let payload):
      return requests.remove(ids).map { [.answer($0, .success(payload))] } ?? []
    case .error(let ids, let error):
      if let ticket = requests.remove(ids) { return [.answer(ticket, .failure(error.requestError))] }
      guard !error.code.hasPrefix("AUTHENTICATION_") else { return end(.identityLost(code: error.shownCode)) }
      return [.note(.complaint(code: error.shownCode))]
    case .authenticated, .resumed, .heartbeatAnswer, .other: return []
    }
  }

  mutating func beat(at now: Timestamp) -> [ConversationAction] {
    switch liveness.tick(at: now) {
    case .nothing: return []
    case .beat: return [send(.heartbeat, at: now).action, .ping]
    case .dead: return end(.silent(for: terms.timeout))
    }
  }

  /// Forwards a request; nil when that cannot be done now.
  mutating func ask(
    _ request: LegacyRequest, _ ticket: RequestTicket, at now: Timestamp
  ) -> ConversationAction? {
    guard phase == .live, requests.count < terms.requests else { return nil }
    let (id, action) = send(.request(request), at: now)
    requests.add(ticket, id: id)
    return action
  }

  /// Nobody waits for the answer any more.
  mutating func forget(_ ticket: RequestTicket) { requests.remove(ticket) }
}
