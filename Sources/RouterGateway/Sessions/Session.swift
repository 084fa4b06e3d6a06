import RouterCore

/// The rules of one session, in any dialect and on any transport: input → actions, no I/O, no clock of its own.
package struct Session: Sendable {
  package let id: SessionID
  package internal(set) var principal: Principal
  package internal(set) var identity: Identity
  package internal(set) var subscriptions = SubscriptionSet()
  package internal(set) var options: SessionOptions
  /// What it was subscribed to before; kept by whoever knows the journal.
  var history = SubscriptionHistory()
  /// The newest event that was sent to the client; kept by whoever sends.
  package var lastEvent: EventNumber?
  let rules: SessionRules
  var isWarnedOfExpiry = false
  private let connectedAt: Timestamp
  var messages = WindowCounter()
  private var invalid = WindowCounter()
  /// Messages that are not answered yet.
  var requests = 0
  /// Request ids that were made for the client.
  var requestIDs = 0

  package init(
    id: SessionID, principal: Principal, identity: Identity = .proven, rules: SessionRules,
    options: SessionOptions = SessionOptions(), at now: Timestamp
  ) {
    self.id = id
    self.principal = principal
    self.identity = identity
    self.rules = rules
    self.options = options
    connectedAt = now
  }

  var catalogue: Catalogue { rules.catalogue }
  var limits: SessionLimits { rules.limits }

  /// As the client calls it.
  func name(of type: EventTypeID) -> String { rules.dialect.name(of: catalogue[type]) }

  /// The welcome.
  /// - Parameter resume: what has become of the wish to resume a session, if there was one.
  package func start(serverVersion: String, resume: ResumeReport? = nil) -> [SessionAction] {
    // The contract's example ids: client_789, session_123.
    let info = ConnectionInfo(
      clientID: "client_\(id)", sessionID: id.publicID, serverVersion: serverVersion, resume: resume)
    return [.send(.connectionEstablished(info))]
  }

  package mutating func receive(_ message: ClientMessage, at now: Timestamp) -> [SessionAction] {
    if message.hasOwnRate { return execute(message, at: now) }
    let rate = messageRate(at: now)
    switch rate {
    case .within: return execute(message, at: now)
    case .near: return execute(message, at: now) + [warning(at: now)]
    case .over: return message.isAlwaysDone ? execute(message, at: now) : refuse(message, at: now)
    case .twice: return endForMessages(at: now)
    }
  }

  private mutating func execute(_ message: ClientMessage, at now: Timestamp) -> [SessionAction] {
    if needsIdentity(message) { return [.send(.authenticationRequired(closeCode: nil))] }
    do throws(MessageError) {
      switch message {
      case .subscribe(let request): return try subscribe(request)
      case .unsubscribe(let request): return try unsubscribe(request)
      case .command(let request): return command(request)
      case .commandResult(let reply): return commandResult(reply)
      // A clock that was set back makes no negative durations.
      case .ping(let id): return [.send(.pong(id: id, connectionDuration: max(.zero, now - connectedAt)))]
      case .configure(let request): return configure(request)
      case .publish(let request): return publish(request)
      case .refreshToken(let token): return refreshToken(token)
      case .authenticate(let token): return authenticate(token)
      case .reconnect(let request): return try reconnect(request)
      case .request(let message): return request(message)
      case .showPool: return [.showPool]
      case .disconnect: return [.forget, .close(.normal, reason: "")]
      case .invalid(let error): throw error
      }
    } catch {
      return reject(error, at: now)
    }
  }

  /// Whether an event goes to this session now: permission is asked again for every event.
  package func admits(_ event: Event) -> Bool {
    principal.may(catalogue.viewPermission(of: event.type)) && subscriptions.matches(event)
  }

  /// The subscriptions as far as permissions go.
  var visibleSubscriptions: SubscriptionSet {
    subscriptions.filtered { principal.maySee(catalogue[$0]) }
  }

  // MARK: Unusable messages

  /// Counts an unusable message.
  /// - Returns: the end of the session, if it was one too many.
  mutating func countInvalid(_ error: MessageError, at now: Timestamp) -> [SessionAction] {
    let isLast = invalid.count(at: now, window: limits.window) >= limits.invalidMessages
    return isLast ? [.send(lastInvalid(error)), .close(.tryAgainLater, reason: "too many invalid messages")] : []
  }

  private mutating func reject(_ error: MessageError, at now: Timestamp) -> [SessionAction] {
    let ending = countInvalid(error, at: now)
    let isLast = !ending.isEmpty
    guard error.family == .connection else { return [.send(refusal(error, at: now))] + ending }
    return isLast ? ending : [.send(refusal(error, at: now))]
  }

  private mutating func refusal(_ error: MessageError, at now: Timestamp) -> Answer {
    switch error.family {
    case .subscription: .subscriptionError(SubscriptionError(.invalidMessageFormat, error.text))
    case .command(let echo): .commandError(failure(named(echo), .invalidMessageFormat, error.text))
    case .publish(let id): .publishError(PublishFailure(code: .invalidMessageFormat, text: error.text, requestID: id))
    case .connection where error.field != nil: .requestFailed(.invalid(field: error.field ?? "", error: error.text))
    case .connection: .connectionError(.invalidMessageFormat, text: error.text, closeCode: nil, retryAfter: nil)
    }
  }

  /// Contract §7: the one that carries the close code is a connection_error, whatever the message was.
  private func lastInvalid(_ error: MessageError) -> Answer {
    .connectionError(.invalidMessageFormat, text: error.text, closeCode: .tryAgainLater, retryAfter: limits.window)
  }
}
