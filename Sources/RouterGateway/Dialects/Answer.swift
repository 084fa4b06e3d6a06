import RouterCore

/// What the server says to one client besides events. Answers are not events: no number, not logged.
package enum Answer: Sendable {
  case connectionEstablished(ConnectionInfo)
  case subscriptionConfirmed(events: [String], agents: [String], status: SubscriptionStatus)
  case subscriptionError(SubscriptionError)
  case pong(id: JSONNode?, connectionDuration: Duration)
  case connectionError(ErrorCode, text: String, closeCode: CloseCode?, retryAfter: Duration?)
  case disconnectWarning(DisconnectWarning)
  /// Metrics wait as one event for a slow reader, or no longer do.
  /// - `depth`: events that wait.
  case metricsConflation(isOn: Bool, depth: Int)
}

package struct ConnectionInfo: Sendable {
  let clientID: String
  let sessionID: String
  let serverVersion: String
  /// Only for clients that wanted to resume a session.
  var resume: ResumeReport?
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
  /// Events that wait, for a slow reader.
  let depth: Int?
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
