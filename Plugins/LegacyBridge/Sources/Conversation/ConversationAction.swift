import RouterCore

/// What a conversation wants to be done.
enum ConversationAction: Sendable {
  /// A text message.
  case send([UInt8])
  /// A WebSocket ping.
  case ping
  case take(ReceivedEvent)
  /// The server has answered RECONNECT.
  /// - at: the event behind which the next RECONNECT begins, if not behind the same one as this.
  case resumed(at: String?)
  /// The server has taken the subscription.
  case ready
  case note(ConversationNote)
  case answer(RequestTicket, Result<JSONDocument, RequestError>)
  /// The connection was lost before an answer came.
  case abandon(RequestTicket)
  case fail(BridgeFailure)
}

/// An EVENT as it came.
struct ReceivedEvent: Sendable {
  let id: String?
  let frame: JSONDocument
  /// Whether the events before it are certain to have come. Not before a server has answered a RECONNECT that names an event:
  /// what it replays comes after the answer.
  let movesPosition: Bool
}

/// Stands for a request that waits for its answer.
struct RequestTicket: Sendable, Hashable {
  let number: Int
}

/// Something for the log.
enum ConversationNote: Sendable, Equatable {
  /// Events are missing.
  case gap(after: String, Resumption)
  /// The server cannot resume: what it sent since the last event is missing.
  case noResumption(after: String, code: String)
  /// The server has not restored these subscriptions: what they would have brought since the last event is missing.
  case unrestored([String])
  /// An ERROR that answers nothing.
  case complaint(code: String)
}
