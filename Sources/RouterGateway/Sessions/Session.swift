import RouterCore

/// The rules of one session, in any dialect and on any transport: input → actions, no I/O, no clock of its own.
package struct Session: Sendable {
  package let id: String
  package let principal: Principal
  package private(set) var subscriptions = SubscriptionSet()
  private let catalogue: Catalogue
  private let limits: SessionLimits
  private let connectedAt: Timestamp
  private var invalid = WindowCounter()

  package init(
    id: String, principal: Principal, catalogue: Catalogue, limits: SessionLimits, at now: Timestamp
  ) {
    self.id = id
    self.principal = principal
    self.catalogue = catalogue
    self.limits = limits
    connectedAt = now
  }

  package func start(serverVersion: String) -> [SessionAction] {
    // The contract's example ids: client_789, session_123.
    let info = ConnectionInfo(clientID: "client_\(id)", sessionID: "session_\(id)", serverVersion: serverVersion)
    return [.send(.connectionEstablished(info))]
  }

  package mutating func receive(_ message: ClientMessage, at now: Timestamp) -> [SessionAction] {
    switch message {
    case .subscribe(let request): subscribe(request)
    case .unsubscribe(let request): unsubscribe(request)
    case .ping(let id): [.send(.pong(id: id, connectionDuration: now - connectedAt))]
    case .invalid(let error): reject(error, at: now)
    }
  }

  /// Whether an event goes to this session now: permission is asked again for every event.
  package func admits(_ event: Event) -> Bool {
    principal.maySee(catalogue[event.type]) && subscriptions.matches(event)
  }

  // MARK: Unusable messages

  private mutating func reject(_ error: MessageError, at now: Timestamp) -> [SessionAction] {
    let isLast = invalid.count(at: now, window: limits.window) >= limits.invalidMessages
    let closing: [SessionAction] = isLast ? [.close(.tryAgainLater, reason: "too many invalid messages")] : []
    switch error.family {
    case .subscription:
      return [.send(.subscriptionError(SubscriptionError(.invalidMessageFormat, error.text)))]
        + (isLast ? [.send(lastInvalid(error.text))] : []) + closing
    case .connection where isLast:
      return [.send(lastInvalid(error.text))] + closing
    case .connection:
      return [.send(.connectionError(.invalidMessageFormat, text: error.text, closeCode: nil, retryAfter: nil))]
    }
  }

  private func lastInvalid(_ text: String) -> Answer {
    .connectionError(.invalidMessageFormat, text: text, closeCode: .tryAgainLater, retryAfter: limits.window)
  }
}

// MARK: - Subscriptions

extension Session {
  private mutating func subscribe(_ request: SubscribeRequest) -> [SessionAction] {
    let resolved = request.events.map { (name: $0, result: resolve($0)) }
    let good = resolved.compactMap { entry in (try? entry.result.get()).map { (entry.name, $0) } }
    let total = subscriptions.countAfterAdding(good.flatMap(\.1))
    guard total <= limits.eventTypes else {
      let text = "at most \(limits.eventTypes) event types per connection; this would make \(total)"
      return [
        .send(.subscriptionError(
          SubscriptionError(.rateLimitExceeded, text, limit: (limits.eventTypes, subscriptions.count))))
      ]
    }
    for type in good.flatMap(\.1) {
      let filter = SubscriptionFilter(request.filters, for: catalogue[type])
      subscriptions.add(type, agents: request.agents, filter)
    }
    var actions: [SessionAction] = []
    if !good.isEmpty {
      actions = [
        .interestChanged,
        .send(.subscriptionConfirmed(events: good.map(\.0), agents: request.agents, status: .active)),
      ]
    }
    for case .failure(let error) in resolved.map(\.result) { actions.append(.send(.subscriptionError(error.answer))) }
    return actions
  }

  private mutating func unsubscribe(_ request: UnsubscribeRequest) -> [SessionAction] {
    guard !request.events.isEmpty else {
      let changed = subscriptions.remove(agents: request.agents)
      let names = changed.map { catalogue[$0].name }.sorted()
      return confirmRemoval(names, request.agents)
    }
    var removed: [String] = []
    var errors: [SessionAction] = []
    for name in request.events {
      switch catalogue.resolve(name) {
      case .types(let types):
        // Every type must be visited: no short circuit.
        let changes = types.map { subscriptions.remove($0, agents: request.agents) }
        if changes.contains(true) { removed.append(name) }
      case .disabled: break
      case .unknown where Self.connectionEvents.contains(name): break
      case .unknown: errors.append(.send(.subscriptionError(unknown(name).answer)))
      }
    }
    let isAnythingKnown = errors.count < request.events.count
    return (isAnythingKnown ? confirmRemoval(removed, request.agents) : []) + errors
  }

  private func confirmRemoval(_ events: [String], _ agents: [String]) -> [SessionAction] {
    [.interestChanged, .send(.subscriptionConfirmed(events: events, agents: agents, status: .removed))]
  }

  // MARK: Names

  private struct NameError: Error {
    let answer: SubscriptionError
  }

  /// The types that this client may see under a name. Names of connection events stand for no type: they are always sent,
  /// so they are accepted and not counted.
  private func resolve(_ name: String) -> Result<[EventTypeID], NameError> {
    if Self.connectionEvents.contains(name) { return .success([]) }
    switch catalogue.resolve(name) {
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
        supportedEvents: catalogue.supportedNames))
  }

  /// Contract §7.
  private static let connectionEvents: Set<String> = [
    "connection_established", "subscription_confirmed", "subscription_error", "command_error", "rate_limit_warning",
    "disconnect_warning", "connection_error", "connection_pool_info", "configuration_updated", "pong",
  ]
}
