/// What clients say. Each has its `MessageDeclaration`.
package enum ClientMessageType: String, Sendable, CaseIterable {
  case subscribe
  case unsubscribe
  case command
  case commandResult = "command_result"
  case ping
  case configure
  case publish
  case refreshToken = "refresh_token"
  case connectionPoolInfo = "connection_pool_info"
  case disconnect
}
