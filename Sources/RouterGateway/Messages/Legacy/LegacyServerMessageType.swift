/// What the server says in the legacy dialect besides events. Each has its `MessageDeclaration`.
package enum LegacyServerMessageType: String, Sendable, CaseIterable {
  case authSuccess = "AUTH_SUCCESS"
  case heartbeatAck = "HEARTBEAT_ACK"
  case reconnectSuccess = "RECONNECT_SUCCESS"
  case response = "RESPONSE"
  case error = "ERROR"
}
