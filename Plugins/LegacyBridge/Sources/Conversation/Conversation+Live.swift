import RouterCore

// Behind the subscription.
extension Conversation {
  mutating func converse(_ message: ServerMessage) -> [ConversationAction] {
    switch message {
    case .event(let id, let frame): return [.take(ReceivedEvent(id: id, frame: frame, movesPosition: true))]
    case .response(let ids, let payload):
      if isAnswerToSubscribe(ids) { openSubscribe = nil }
      return requests.remove(ids).map { [.answer($0, .success(payload))] } ?? []
    case .error(let ids, let error):
      if isAnswerToSubscribe(ids) { return end(.refused(.subscription, code: error.shownCode)) }
      let ticket = requests.remove(ids)
      // Also if it answers a request: it is we whom the server does not know, not the client who asks.
      if error.code.hasPrefix("AUTHENTICATION_") {
        return (ticket.map { [.abandon($0)] } ?? []) + end(.identityLost(code: error.shownCode))
      }
      if let ticket { return [.answer(ticket, .failure(error.requestError))] }
      return [.note(.complaint(code: error.shownCode))]
    case .authenticated, .resumed, .heartbeatAnswer, .other: return []
    }
  }

  /// Events may have come before it.
  private func isAnswerToSubscribe(_ ids: [String]) -> Bool { openSubscribe.map(ids.contains) ?? false }

  mutating func beat(at now: Timestamp) -> [ConversationAction] {
    switch liveness.tick(at: now) {
    case .nothing: return []
    case .beat: return [send(.heartbeat, at: now).action, .ping]
    case .dead: return end(.silent(for: terms.timeout))
    }
  }

  /// Whether a request can be forwarded now.
  var takesRequests: Bool { phase == .live && requests.count < terms.requests }

  /// Forwards a request; nil when that cannot be done now.
  mutating func ask(
    _ request: LegacyRequest, _ ticket: RequestTicket, at now: Timestamp
  ) -> ConversationAction? {
    guard takesRequests else { return nil }
    let (id, action) = send(.request(request), at: now)
    requests.add(ticket, id: id)
    return action
  }

  /// Nobody waits for the answer any more.
  mutating func forget(_ ticket: RequestTicket) { requests.remove(ticket) }
}
