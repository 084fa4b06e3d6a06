import RouterCore

/// What the server says to one client besides events. Answers are not events: no number, not logged.
package enum Answer: Sendable {
  case connectionEstablished(ConnectionInfo)
  case subscriptionConfirmed(events: [String], agents: [String], status: SubscriptionStatus)
  case subscriptionError(SubscriptionError)
  case commandAccepted(CommandReceipt)
  case commandError(CommandFailure)
  /// The answer to `get_status`: the `data` of an `agent_status`.
  case agentStatus(JSONDocument, requestID: String?)
  /// To the agent whose connection it is, unasked.
  case order(AgentOrder)
  case pong(id: JSONNode?, connectionDuration: Duration)
  case configurationUpdated(SessionOptions)
  case publishAccepted(ids: [EventNumber], requestID: String?)
  case publishError(PublishFailure)
  /// - `expires`: when the connection ends if no other token comes.
  case tokenRefreshed(expires: Timestamp)
  case authenticated(SessionID, Set<RequestAccess>)
  /// Nothing else is done before the client has said who it is.
  /// - `closeCode`: if it has had long enough.
  case authenticationRequired(closeCode: CloseCode?)
  case reconnected(Reconnection)
  /// To a request: what whoever answers for its target said.
  case response(JSONDocument)
  case requestFailed(RequestError)
  case poolInfo(PoolInfo)
  case rateLimitWarning(LimitReport, resetTime: Timestamp)
  case connectionError(
    ErrorCode, text: String, closeCode: CloseCode?, retryAfter: Duration?, limit: LimitReport? = nil)
  case disconnectWarning(DisconnectWarning)
  /// Metrics wait as one event for a slow reader, or no longer do.
  /// - `depth`: events that wait.
  case metricsConflation(isOn: Bool, depth: Int)
}

extension Answer {
  /// What it is in the v1 dialect, which is declared in `V1Messages`; nil for what only clients of other dialects ask for.
  var messageType: ServerMessageType? {
    switch self {
    case .connectionEstablished: .connectionEstablished
    case .subscriptionConfirmed: .subscriptionConfirmed
    case .subscriptionError: .subscriptionError
    case .commandAccepted: .commandAccepted
    case .commandError: .commandError
    case .agentStatus: .agentStatusReply
    case .order: .agentOrder
    case .pong: .pong
    case .configurationUpdated, .metricsConflation: .configurationUpdated
    case .publishAccepted: .publishAccepted
    case .publishError: .publishError
    case .tokenRefreshed: .tokenRefreshed
    case .poolInfo: .connectionPoolInfo
    case .rateLimitWarning: .rateLimitWarning
    case .connectionError: .connectionError
    case .disconnectWarning: .disconnectWarning
    case .authenticated, .authenticationRequired, .reconnected, .response, .requestFailed: nil
    }
  }

}

package struct ConnectionInfo: Sendable {
  let clientID: String
  let sessionID: String
  let serverVersion: String
  /// Only for clients that wanted to resume a session.
  var resume: ResumeReport?
}

/// What a client is told that has asked for other subscriptions and for what it has missed.
package struct Reconnection: Sendable {
  let session: SessionID
  /// The names that are subscribed to now.
  let events: [String]
  let report: ResumeReport
  /// Everything behind it comes.
  let lastEvent: EventNumber
}

package enum SubscriptionStatus: String, Sendable { case active, removed }

/// Where a message names events.
package enum SubscriptionPlace: String, Sendable { case events, subscriptions }

package struct SubscriptionError: Sendable {
  let code: ErrorCode
  let text: String
  /// Which names of the message are wrong.
  var place = SubscriptionPlace.events
  var supportedEvents: [String]?
  var limit: LimitReport?
  var retryAfter: Duration?

  init(
    _ code: ErrorCode, _ text: String, supportedEvents: [String]? = nil, limit: LimitReport? = nil,
    retryAfter: Duration? = nil
  ) {
    self.code = code
    self.text = text
    self.supportedEvents = supportedEvents
    self.limit = limit
    self.retryAfter = retryAfter
  }
}

package struct CommandReceipt: Sendable {
  let command: String
  let agent: String
  let requestID: String
}

package struct CommandFailure: Sendable {
  let echo: CommandEcho
  let code: ErrorCode
  let text: String
  var limit: LimitReport?
  var retryAfter: Duration?
}

package struct PublishFailure: Sendable {
  /// What is wrong with one event of the message.
  package struct Item: Sendable, Equatable {
    let index: Int
    /// Such as `data.agent_id`.
    let field: String
    let detail: String
  }

  let code: ErrorCode
  let text: String
  var items: [Item] = []
  let requestID: String?
  var limit: LimitReport?
  var retryAfter: Duration?
}

package struct PoolInfo: Sendable, Equatable {
  let id: String
  let connections: Int
  /// Nil where there is no limit.
  let limit: Int?

  /// From 0 to 1; 0 where there is no limit.
  var utilization: Double { limit.map { Double(connections) / Double(max(1, $0)) } ?? 0 }
}

/// Which limit was reached, and how far (contract §7, limit_type).
package struct LimitReport: Sendable, Equatable {
  package enum Kind: String, Sendable, CaseIterable {
    case messages = "messages_per_minute"
    case connectionsPerUser = "connections_per_user"
    case connectionsPerAddress = "connections_per_ip"
    case connectionRate = "connection_rate"
    case eventTypes = "event_types"
    case agents
    case messageSize = "message_size"
    case publishRate = "publish_rate"
    case requestRate = "request_rate"
  }

  let kind: Kind
  let limit: Int
  let current: Int
}

package struct DisconnectWarning: Sendable {
  let reason: String
  let disconnectIn: Duration
  let closeCode: CloseCode
  let reconnect: Bool
  let retryAfter: Duration
  let lastEvent: EventNumber?
  /// Events that wait, for a slow reader.
  let depth: Int?
}

/// The documents' error codes.
package enum ErrorCode: String, Sendable, CaseIterable {
  case authenticationFailed = "AUTHENTICATION_FAILED"
  case rateLimitExceeded = "RATE_LIMIT_EXCEEDED"
  case connectionLimitExceeded = "CONNECTION_LIMIT_EXCEEDED"
  case invalidMessageFormat = "INVALID_MESSAGE_FORMAT"
  case invalidEventType = "INVALID_EVENT_TYPE"
  case unsupportedEventType = "UNSUPPORTED_EVENT_TYPE"
  case permissionDenied = "PERMISSION_DENIED"
  case agentNotFound = "AGENT_NOT_FOUND"
  case invalidCommand = "INVALID_COMMAND"
  case invalidState = "INVALID_STATE"
  case timeout = "TIMEOUT"
}
