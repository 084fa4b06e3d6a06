import RouterCore

/// The contract's subscribe table (§2) and its smaller decisions (§7).
extension Session {
  mutating func subscribe(_ request: SubscribeRequest) throws(MessageError) -> [SessionAction] {
    try checkCount(of: request.events)
    let resolved = request.events.map { (name: $0, result: resolve($0)) }
    let errors = resolved.compactMap(\.result.failure)
    if request.isWhole, let first = errors.first { return Self.answers([first]) }
    let good = resolved.compactMap { entry in (try? entry.result.get()).map { (name: entry.name, types: $0) } }
    var next = subscriptions
    for type in good.flatMap(\.types) {
      next.add(type, agents: request.agents, SubscriptionFilter(request.filters, for: catalogue[type]))
    }
    if let refusal = refusal(of: next) { return [.send(.subscriptionError(refusal))] }
    subscriptions = next
    return (good.isEmpty ? [] : confirm(good.map(\.name), request.agents, .active)) + Self.answers(errors)
  }

  /// What an event stream asks for when it begins: it gets all of it or nothing.
  /// - Returns: why it gets nothing.
  mutating func subscribe(streaming request: SubscribeRequest) -> SubscriptionError? {
    guard !request.events.isEmpty else {
      return SubscriptionError(.invalidMessageFormat, "'events' names no event type: events=agent_status,metrics")
    }
    do throws(MessageError) {
      for case .send(.subscriptionError(let error)) in try subscribe(request) { return error }
      return nil
    } catch {
      return SubscriptionError(.invalidMessageFormat, error.text)
    }
  }

  mutating func unsubscribe(_ request: UnsubscribeRequest) throws(MessageError) -> [SessionAction] {
    try checkCount(of: request.events)
    var next = subscriptions
    var removed: [String] = []
    var errors: [NameError] = []
    if request.events.isEmpty { removed = next.remove(agents: request.agents).map(name).sorted() }
    for name in request.events {
      switch rules.dialect.resolve(name, in: catalogue) {
      case .types(let types):
        // Every type must be visited: no short circuit.
        let changes = types.map { next.remove($0, agents: request.agents) }
        if changes.contains(true) { removed.append(name) }
      case .unknown: errors.append(unknown(name))
      case .disabled: break
      }
    }
    if request.isWhole, let first = errors.first { return Self.answers([first]) }
    if let refusal = refusal(of: next) { return [.send(.subscriptionError(refusal))] }
    subscriptions = next
    let isNothingKnown = !request.events.isEmpty && errors.count == request.events.count
    return (isNothingKnown ? [] : confirm(removed, request.agents, .removed)) + Self.answers(errors)
  }

  private func confirm(_ events: [String], _ agents: [String], _ status: SubscriptionStatus) -> [SessionAction] {
    [.interestChanged, .send(.subscriptionConfirmed(events: events, agents: agents, status: status))]
  }

  private static func answers(_ errors: [NameError]) -> [SessionAction] {
    errors.map { .send(.subscriptionError($0.answer)) }
  }

  // MARK: Limits

  /// Why a client may not have these subscriptions.
  private func refusal(of next: SubscriptionSet) -> SubscriptionError? {
    if next.count > max(limits.eventTypes, subscriptions.count) {
      let text = "at most \(limits.eventTypes) event types per connection; this would make \(next.count)"
      return SubscriptionError(
        .rateLimitExceeded, text,
        limit: LimitReport(kind: .eventTypes, limit: limits.eventTypes, current: subscriptions.count))
    }
    if next.agentCount > max(limits.agents, subscriptions.agentCount) {
      let text = "at most \(limits.agents) agents named over all event types; this would make \(next.agentCount)"
      return SubscriptionError(
        .rateLimitExceeded, text,
        limit: LimitReport(kind: .agents, limit: limits.agents, current: subscriptions.agentCount))
    }
    return nil
  }

  /// Every bad name is answered, so a message may not have any number of them.
  private func checkCount(of names: [String]) throws(MessageError) {
    guard names.count > limits.names else { return }
    throw MessageError(
      family: .subscription, text: "a message may name \(limits.names) event types, this one names \(names.count)")
  }
}

// MARK: - Names

extension Session {
  fileprivate struct NameError: Error {
    let answer: SubscriptionError
  }

  /// The types that this client may see under a name.
  private func resolve(_ name: String) -> Result<[EventTypeID], NameError> {
    switch rules.dialect.resolve(name, in: catalogue) {
    case .types(let types) where types.isEmpty: return .success([])
    case .unknown: return .failure(unknown(name))
    case .disabled:
      let text = "event type '\(name.shortened)' is switched off in this deployment"
      return .failure(NameError(answer: SubscriptionError(.unsupportedEventType, text)))
    case .types(let types):
      let visible = types.filter { principal.maySee(catalogue[$0]) }
      guard visible.isEmpty else { return .success(visible) }
      let text = "your permissions do not cover event type '\(name.shortened)'"
      return .failure(NameError(answer: SubscriptionError(.permissionDenied, text)))
    }
  }

  private func unknown(_ name: String) -> NameError {
    NameError(
      answer: SubscriptionError(
        .invalidEventType, "Event type '\(name.shortened)' is not supported",
        supportedEvents: rules.dialect.supportedNames(in: catalogue)))
  }
}

extension Result {
  fileprivate var failure: Failure? {
    if case .failure(let error) = self { error } else { nil }
  }
}
