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
  /// The last event that is safely in our log.
  let lastMessageID: String?

  var phase = Phase.authenticating
  var liveness: Liveness
  var requests = RequestBook()
  private var messageCount = 0
  private let setupDeadline: Timestamp

  init(_ terms: ConversationTerms, after lastMessageID: String?, at now: Timestamp) {
    self.terms = terms
    self.lastMessageID = lastMessageID
    setupDeadline = now + terms.patience
    liveness = Liveness(heartbeat: terms.heartbeat, timeout: terms.timeout)
  }

  /// When `tick` is to be called though nothing comes; nil for never.
  var deadline: Timestamp? {
    switch phase {
    case .authenticating, .resuming, .subscribing: setupDeadline
    case .live: liveness.deadline
    case .ended: nil
    }
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
      guard now >= setupDeadline, let step = phase.step else { return [] }
      return end(.unanswered(step, after: terms.patience))
    }
  }

  /// Nothing more can be said.
  mutating func end(_ failure: BridgeFailure) -> [ConversationAction] {
    guard phase != .ended else { return [] }
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
