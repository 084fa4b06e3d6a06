import RouterCore

// From the connection to the first event.
extension Conversation {
  mutating func identified(at now: Timestamp) -> [ConversationAction] {
    switch beginning {
    case .new: return resume(after: nil, deadline: now + terms.brevity, at: now)
    case .after(let position): return resume(after: position.lastMessageID, deadline: nil, at: now)
    case .blind: return subscribe(to: terms.events, at: now)
    }
  }

  private mutating func resume(
    after lastMessageID: String?, deadline: Timestamp?, at now: Timestamp
  ) -> [ConversationAction] {
    let (id, action) = send(.reconnect(lastMessageID: lastMessageID, subscriptions: terms.events), at: now)
    reconnect = OpenReconnect(id: id, deadline: deadline)
    phase = .resuming
    return [action]
  }

  mutating func subscribe(to events: [String], at now: Timestamp) -> [ConversationAction] {
    let (id, action) = send(.subscribe(events, target: terms.target), at: now)
    phase = .subscribing(id: id)
    openSubscribe = id
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
    // A late one, behind SUBSCRIBE, is passed over.
    case (.resumed(let resumption), .resuming): return resumes(resumption, at: now)
    case (.response(let ids, _), .subscribing(let id)) where ids.contains(id):
      openSubscribe = nil
      return goLive(at: now)
    // Nothing else has been asked yet, so it answers what has, with whatever id.
    case (.error(_, let error), _): return refuse(error, at: now)
    case (.event(let id, let frame), .subscribing):
      // Who sends events has taken the subscription, answer or not.
      return goLive(at: now) + [.take(ReceivedEvent(id: id, frame: frame, movesPosition: true))]
    case (.event(let id, let frame), _):
      return [.take(ReceivedEvent(id: id, frame: frame, movesPosition: beginning == .new))]
    default: return []
    }
  }

  private mutating func resumes(_ resumption: Resumption, at now: Timestamp) -> [ConversationAction] {
    reconnect = nil
    let missing = resumption.subscriptions.map { names in terms.events.filter { !names.contains($0) } } ?? []
    if missing.isEmpty { return place(resumption) + goLive(at: now) }
    var actions = place(resumption)
    // What the rest has sent meanwhile is not replayed.
    if case .after = beginning { actions.append(.note(.unrestored(missing))) }
    return actions + subscribe(to: missing, at: now)
  }

  private func place(_ resumption: Resumption) -> [ConversationAction] {
    // Even if the server replays something: nobody has asked for what was before.
    guard case .after(let position) = beginning else { return [.resumed(at: resumption.lastMessageID)] }
    guard resumption.hasGap else { return position.resumes ? [] : [.resumed(at: nil)] }
    // Else an id that the server has forgotten could come to mean another event, and what was before it would be missing.
    let newest = resumption.replayCount == 0 ? resumption.lastMessageID : nil
    return [.note(.gap(after: position.lastMessageID, resumption)), .resumed(at: newest)]
  }

  // MARK: Refusals

  private mutating func refuse(_ error: ServerError, at now: Timestamp) -> [ConversationAction] {
    guard let step = phase.step else { return [] }
    if step == .resumption { reconnect = nil }
    guard step == .resumption, !error.isAboutIdentity else { return end(.refused(step, code: error.shownCode)) }
    guard case .after(let position) = beginning else { return subscribe(to: terms.events, at: now) }
    guard error.isForGood(position) else { return end(.refused(step, code: error.shownCode)) }
    let note = ConversationNote.noResumption(after: position.lastMessageID, code: error.shownCode)
    return [.note(note)] + subscribe(to: terms.events, at: now)
  }

  /// Whether an ERROR is about the RECONNECT, although that is not waited for any more.
  mutating func isLate(_ ids: [String], _ error: ServerError) -> Bool {
    guard let reconnect, phase != .resuming else { return false }
    // Without an id it answers what was first.
    let isNameless = ids.isEmpty && phase != .live && !error.isAboutIdentity
    guard isNameless || ids.contains(reconnect.id) else { return false }
    self.reconnect = nil
    return true
  }
}

extension ServerError {
  /// Whether another RECONNECT would have the same end. Old servers do not know it, in whatever words. One that has answered it
  /// before has become another server, or may have a bad day.
  fileprivate func isForGood(_ position: BridgePosition) -> Bool {
    switch code {
    case "UNKNOWN_ACTION", "VALIDATION_ERROR": true
    case "RATE_LIMIT_EXCEEDED", RequestError.processing: false
    default: !position.resumes
    }
  }
}
