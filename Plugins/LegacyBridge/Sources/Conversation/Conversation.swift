import RouterCore

/// What we and a legacy server say to each other over one connection (contract §3, seen from the client): a value that knows
/// neither network nor clock. Every step gives what is to be done, in order; after `fail` nothing is.
struct Conversation: Sendable {
  enum Phase: Sendable, Equatable {
    case authenticating
    case resuming
    /// - id: of our SUBSCRIBE.
    case subscribing(id: String)
    case live
    case ended
  }

  let terms: ConversationTerms
  let beginning: Beginning

  var phase = Phase.authenticating
  var liveness: Liveness
  var requests = RequestBook()
  var budget: RequestBudget
  /// Our SUBSCRIBE, while nobody has answered it.
  var openSubscribe: String?
  /// Our RECONNECT, while nobody has answered it.
  var reconnect: OpenReconnect?
  /// Whether it has come to its end before it was live, with a RECONNECT that nobody has answered.
  private(set) var hasEndedUnanswered = false
  private var messageCount = 0
  private let setupDeadline: Timestamp

  init(_ terms: ConversationTerms, _ beginning: Beginning, at now: Timestamp) {
    self.terms = terms
    self.beginning = beginning
    budget = RequestBudget(limit: terms.requestRate)
    setupDeadline = now + terms.patience
    liveness = Liveness(heartbeat: terms.heartbeat, timeout: terms.timeout)
  }

  /// When `tick` is to be called though nothing comes; nil for never.
  var deadline: Timestamp? {
    switch phase {
    case .authenticating, .subscribing: setupDeadline
    case .resuming: min(setupDeadline, reconnect?.deadline ?? setupDeadline)
    case .live: liveness.deadline
    case .ended: nil
    }
  }

  /// When to look for deadlines again: none that comes up before lies nearer.
  func nextTick(at now: Timestamp) -> Timestamp {
    let pause = phase.step == nil ? terms.heartbeat : min(terms.heartbeat, terms.brevity)
    return min(deadline ?? .distantFuture, now + pause)
  }

  // MARK: Steps

  /// The connection is there.
  mutating func begin(at now: Timestamp) -> [ConversationAction] {
    guard let token = terms.token else { return identified(at: now) }
    return [send(.authenticate(token), at: now).action]
  }

  /// Anything has come, if only a pong.
  mutating func hear() { liveness.hear() }

  mutating func receive(_ message: ServerMessage, at now: Timestamp) -> [ConversationAction] {
    liveness.hear()
    if case .error(let ids, let error) = message, isLate(ids, error) { return [] }
    switch phase {
    case .authenticating, .resuming, .subscribing: return setUp(message, at: now)
    case .live: return converse(message)
    case .ended: return []
    }
  }

  mutating func tick(at now: Timestamp) -> [ConversationAction] {
    switch phase {
    case .ended: return []
    case .live: return beat(at: now)
    case .authenticating, .resuming, .subscribing:
      guard let step = phase.step, let deadline, now >= deadline else { return [] }
      // Nothing hangs on the answer: it may be a server that passes over what it does not know.
      if now < setupDeadline { return subscribe(to: terms.events, at: now) }
      return end(.unanswered(step, after: terms.patience))
    }
  }

  /// Nothing more can be said.
  mutating func end(_ failure: BridgeFailure) -> [ConversationAction] {
    guard phase != .ended else { return [] }
    hasEndedUnanswered = phase != .live && reconnect != nil
    phase = .ended
    return requests.removeAll().map { .abandon($0) } + [.fail(failure)]
  }

  // MARK: Messages

  /// Gives a message an id of its own.
  mutating func send(_ message: ClientMessage, at now: Timestamp) -> (id: String, action: ConversationAction) {
    messageCount += 1
    let id = "\(message.idPrefix)_\(messageCount)"
    return (id, .send(message.text(id: id, at: now)))
  }
}

/// A RECONNECT that has been sent.
struct OpenReconnect: Sendable, Equatable {
  let id: String
  /// When SUBSCRIBE is sent instead of waiting on; nil for never.
  let deadline: Timestamp?
}

extension Conversation.Phase {
  var step: BridgeFailure.Step? {
    switch self {
    case .authenticating: .authentication
    case .resuming: .resumption
    case .subscribing: .subscription
    case .live, .ended: nil
    }
  }
}

extension ClientMessage {
  fileprivate var idPrefix: String {
    switch self {
    case .authenticate: "auth"
    case .reconnect: "reconnect"
    case .subscribe: "subscribe"
    case .heartbeat: "heartbeat"
    case .request: "request"
    }
  }
}
