import RouterCore

/// What the server says to one client besides events. Answers are not events: no number, not logged.
package enum Answer: Sendable {
  case connectionEstablished(ConnectionInfo)
  case subscriptionConfirmed(events: [String], agents: [String], status: SubscriptionStatus)
  case subscriptionError(SubscriptionError)
  case pong(id: JSONDocument?, connectionDuration: Duration)
  case connectionError(ErrorCode, text: String, closeCode: CloseCode?, retryAfter: Duration?)
  case disconnectWarning(DisconnectWarning)
}

package struct ConnectionInfo: Sendable {
  let clientID: String
  let sessionID: String
  let serverVersion: String
}

package enum SubscriptionStatus: String, Sendable { case active, removed }

package struct SubscriptionError: Sendable {
  let code: ErrorCode
  let text: String
  var supportedEvents: [String]?
  var limit: (limit: Int, current: Int)?

  init(_ code: ErrorCode, _ text: String, supportedEvents: [String]? = nil, limit: (limit: Int, current: Int)? = nil) {
    self.code = code
    self.text = text
    self.supportedEvents = supportedEvents
    self.limit = limit
  }
}

package struct DisconnectWarning: Sendable {
  let reason: String
  let disconnectIn: Duration
  let closeCode: CloseCode
  let reconnect: Bool
  let retryAfter: Duration
  let lastEvent: EventNumber?
}

/// The documents' error codes.
package enum ErrorCode: String, Sendable {
  case authenticationFailed = "AUTHENTICATION_FAILED"
  case rateLimitExceeded = "RATE_LIMIT_EXCEEDED"
  case invalidMessageFormat = "INVALID_MESSAGE_FORMAT"
  case invalidEventType = "INVALID_EVENT_TYPE"
  case unsupportedEventType = "UNSUPPORTED_EVENT_TYPE"
  case permissionDenied = "PERMISSION_DENIED"
}

/// RFC 6455 §7.4.1, with the contract's meaning of each.
package enum CloseCode: UInt16, Sendable {
  case normal = 1000
  case goingAway = 1001
  case protocolError = 1002
  case invalidUTF8 = 1007
  /// Authentication only: clients read it as "refresh the token".
  case policy = 1008
  case tooBig = 1009
  case internalError = 1011
  /// Limits and overload: come back later.
  case tryAgainLater = 1013
}
