import RouterCore

// From the connection to the first event.
extension Conversation {
  mutating func identified(at now: Timestamp) -> [ConversationAction] {
    guard let lastMessageID else { return subscribe(to: terms.events, at: now) }
    phase = .resuming
    return [send(.reconnect(lastMessageID: lastMessageID, subscriptions: terms.events), at: now).action]
  }

  private mutating func subscribe(to events: [String], at now: Timestamp) -> [ConversationAction] {
    let (id, action) = send(.subscribe(events, target: terms.target), at: now)
    phase = .subscribing(id: id)
    return [action]
  }

  private mutating func goLive(at now: Timestamp) -> [ConversationAction] {
    phase = .live
    liveness.start(at: now)
    return [.ready]
  }

  mutating func setUp(_ message: ServerMessage, at now: Timestamp) -> [ConversationAction] {
    switch (message, phase) {
    case (.authenticated, .authenticating): return identified(at: now)
    case (.resumed(let resumption), .resuming): return resume(resumption, at: now)
    case (.response(let ids, _), .subscribing(let id)) where ids.contains(id): return goLive(at: now)
    // Nothing else has been asked yet, so it answers what has, with whatever id.
    case (.error(_, let error), _): return refuse(error, at: now)
    case (.event(let id, let frame), .subscribing):
      // Who sends events has taken the subscription, answer or not.
      return goLive(at: now) + [.take(ReceivedEvent(id: id, frame: frame, movesPosition: true))]
    case (.event(let id, let frame), _):
      return [.take(ReceivedEvent(id: id, frame: frame, movesPosition: false))]
    default: return []
    }
  }

  private mutating func resume(_ resumption: Resumption, at now: Timestamp) -> [ConversationAction] {
    var actions: [ConversationAction] = []
    if resumption.hasGap {
      actions.append(.note(.gap(after: lastMessageID ?? "", resumption)))
      // Else an id that the server has forgotten could come to mean another event, and what was before it would be missing.
      if resumption.replayCount == 0, let newest = resumption.lastMessageID { actions.append(.skip(to: newest)) }
    }
    let missing = resumption.subscriptions.map { names in terms.events.filter { !names.contains($0) } } ?? []
    return actions + (missing.isEmpty ? goLive(at: now) : subscribe(to: missing, at: now))
  }

  private mutating func refuse(_ error: ServerError, at now: Timestamp) -> [ConversationAction] {
    guard let step = phase.step else { return [] }
    // Old servers do not know RECONNECT. A refusal that passes is no reason to do without it.
    guard step == .resumption, !error.isAboutIdentity, !error.mayPass else {
      return end(.refused(step, code: error.shownCode))
    }
    let note = ConversationNote.noResumption(after: lastMessageID ?? "", code: error.shownCode)
    return [.note(note)] + subscribe(to: terms.events, at: now)
  }
}

extension ServerError {
  /// Whether another attempt may have another end.
  fileprivate var mayPass: Bool { code == "RATE_LIMIT_EXCEEDED" || code == RequestError.processing }
}
