/// Which limit an error or a warning is about (contract §7).
package enum LimitType: String, Sendable, CaseIterable {
  case messagesPerMinute = "messages_per_minute"
  case connectionsPerUser = "connections_per_user"
  case connectionsPerIP = "connections_per_ip"
  case connectionRate = "connection_rate"
  case eventTypes = "event_types"
  case messageSize = "message_size"
  case publishRate = "publish_rate"
}
