/// What clients of the legacy dialect say. Each has its `MessageDeclaration`.
package enum LegacyClientMessageType: String, Sendable, CaseIterable {
  case auth = "AUTH"
  case heartbeat = "HEARTBEAT"
  case reconnect = "RECONNECT"
  case query = "QUERY"
  case command = "COMMAND"
  case subscribe = "SUBSCRIBE"
  case unsubscribe = "UNSUBSCRIBE"
}
