import RouterCore

/// What became of an event at one client, and why.
enum ClientVerdict: Sendable, Equatable {
  /// No session of this name is known: it never was, or its resume window has passed.
  case unknown
  /// No pipeline gave the event to the clients.
  case notAdmitted
  case notPermitted(String)
  case notSubscribed(type: String)
  case otherAgents(String)
  case filtered(keys: [String])
  /// It is asked for now, and was not when it happened.
  case notAskedForThen
  case conflated
  case sent
  /// It waits for the client's socket, with others.
  case waiting(events: Int)
  /// It is sent when the client resumes.
  case missed

  /// - Parameters:
  ///   - event: in the form that clients got.
  ///   - position: the place behind the decision that gave it to them.
  init(
    _ event: Delivery, at position: JournalPosition, for snapshot: SessionSnapshot, catalogue: Catalogue
  ) {
    let session = snapshot.session
    let type = catalogue[event.event.type]
    if let principal = snapshot.principal, !principal.maySee(type) {
      self = .notPermitted(type.viewPermission.rawValue)
    } else if let test = session.subscriptions.failedTest(of: event.event) {
      self = test
    } else if !session.history.admits(event.event, at: position) {
      self = .notAskedForThen
    } else if type.name == "metrics_update", let conflated = snapshot.conflated,
      conflated.contains(event.number), event.number < conflated.upperBound
    {
      // The last one of them was sent, with what the others had besides.
      self = .conflated
    } else if case .connected(let behind) = snapshot.state {
      self = session.written.mark.position >= position ? .sent : .waiting(events: behind)
    } else {
      self = session.written.mark.position >= position ? .sent : .missed
    }
  }

  var name: String {
    switch self {
    case .unknown: "unknown"
    case .notAdmitted: "not_admitted"
    case .notPermitted: "not_permitted"
    case .notSubscribed: "not_subscribed"
    case .otherAgents: "other_agents"
    case .filtered: "filtered"
    case .notAskedForThen: "not_asked_for_then"
    case .conflated: "conflated"
    case .sent: "sent"
    case .waiting: "waiting"
    case .missed: "missed"
    }
  }

  var detail: String {
    switch self {
    case .unknown: "no such session is known: there was none, or its resume window has passed"
    case .notAdmitted: "no pipeline gave the event to the clients"
    case .notPermitted(let permission): "the client's token lacks the permission \(permission)"
    case .notSubscribed(let type): "the client is not subscribed to \(type)"
    case .otherAgents(let agent): "the subscription is for other agents than \(agent)"
    case .filtered(let keys): "the subscription's filter does not admit it: \(keys.joined(separator: ", "))"
    case .notAskedForThen: "the client has subscribed to it later than it happened"
    case .conflated: "the client was slow: this sample went into a later metrics_update"
    case .sent: "it was written to the client"
    case .waiting(let events): "it waits for the client's socket, as one of \(events) events"
    case .missed: "the client is not connected: it gets the event when it resumes"
    }
  }
}

extension SubscriptionSet {
  /// Which test an event fails; nil when it matches.
  fileprivate func failedTest(of event: Event) -> ClientVerdict? {
    guard let type = types[event.type] else { return .notSubscribed(type: event.typeName) }
    guard !type.matches(event) else { return nil }
    let filters = type.filters(for: event.agent)
    guard !filters.isEmpty else { return .otherAgents(event.agent ?? "") }
    return .filtered(keys: Set(filters.flatMap { $0.failedKeys(of: event) }).sorted())
  }
}
