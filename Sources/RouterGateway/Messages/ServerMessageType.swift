/// What the server says besides events. Each has its `MessageDeclaration`.
package enum ServerMessageType: String, Sendable, CaseIterable {
  case connectionEstablished = "connection_established"
  case subscriptionConfirmed = "subscription_confirmed"
  case subscriptionError = "subscription_error"
  case commandAccepted = "command_accepted"
  case commandError = "command_error"
  /// The answer to `get_status`: what an `agent_status` event looks like, without being one.
  case agentStatusReply = "agent_status_reply"
  /// To an agent: the same message that clients send for it.
  case agentOrder = "agent_order"
  case pong
  case configurationUpdated = "configuration_updated"
  case publishAccepted = "publish_accepted"
  case publishError = "publish_error"
  case tokenRefreshed = "token_refreshed"
  case rateLimitWarning = "rate_limit_warning"
  case disconnectWarning = "disconnect_warning"
  case connectionPoolInfo = "connection_pool_info"
  case connectionError = "connection_error"
  /// Event streams only: WebSocket clients are told by `connection_established`.
  case gap

  /// On the wire.
  package var type: String {
    switch self {
    case .agentStatusReply: "agent_status"
    case .agentOrder: "command"
    default: rawValue
    }
  }

  /// What is said unasked in an event stream, which has no requests.
  static let ofStreams: [ServerMessageType] = [
    .gap, .subscriptionError, .configurationUpdated, .disconnectWarning, .connectionError,
  ]

  /// May be named in a subscription, although they are always sent (contract §7).
  static let connectionEvents: [ServerMessageType] = [
    .connectionEstablished, .subscriptionConfirmed, .subscriptionError, .commandError, .rateLimitWarning,
    .disconnectWarning, .connectionError, .connectionPoolInfo, .configurationUpdated, .pong,
  ]
}
