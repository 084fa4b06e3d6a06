/// What one client may do. The documents' numbers, by profile; the config may say otherwise.
package struct SessionLimits: Sendable, Equatable {
  /// Bytes of one client message.
  package var messageSize: Int
  /// Messages per window and connection.
  package var messages: Int
  /// Distinct event types subscribed to.
  package var eventTypes: Int
  /// Agents named in subscriptions or excluded from them, counted for every event type: what a client may make the server
  /// remember.
  package var agents: Int
  /// Names of event types in one message: each bad one is answered.
  package var names: Int
  /// Unusable messages per window before the session is closed.
  package var invalidMessages: Int
  /// Connections of one user at a time.
  package var connectionsPerUser: Int
  /// Connections from one address at a time.
  package var connectionsPerAddress: Int
  /// Attempts to connect per window: of one user, or failed ones from one address.
  package var connectionRate: Int
  /// Events that one principal publishes in a second, by HTTP and WebSocket together.
  package var publishRate = 1000
  /// Messages of one client that are under way; more are refused.
  package var requests = 16
  /// Events that a client gets whose last one has expired: the newest of those that are retained.
  package var replay = Int.max
  /// HTTP requests of one principal in a minute.
  package var requestRate = 600
  package var window: Duration = .seconds(60)

  package init(_ profile: ServerConfig.Profile) {
    (agents, names, invalidMessages) = (10_000, 256, 10)
    switch profile {
    case .production:
      (messageSize, messages, eventTypes) = (65_536, 100, 20)
      (connectionsPerUser, connectionsPerAddress, connectionRate) = (5, 20, 10)
    case .development:
      (messageSize, messages, eventTypes) = (131_072, 200, 50)
      (connectionsPerUser, connectionsPerAddress, connectionRate) = (10, 50, 20)
    case .unlimited:
      (messageSize, messages, eventTypes) = (1 << 20, .max, .max)
      (connectionsPerUser, connectionsPerAddress, connectionRate) = (.max, .max, .max)
      (agents, names, invalidMessages) = (.max, .max, .max)
      (publishRate, requestRate) = (.max, .max)
    }
  }

  /// The profile's limits, but for those that the config names.
  package init(_ profile: ServerConfig.Profile, _ config: LimitsConfig) {
    self.init(profile)
    messageSize = config.messageSize?.bytes ?? messageSize
    messages = config.messages ?? messages
    eventTypes = config.eventTypes ?? eventTypes
    invalidMessages = config.invalidMessages ?? invalidMessages
    connectionsPerUser = config.connectionsPerUser ?? connectionsPerUser
    connectionsPerAddress = config.connectionsPerAddress ?? connectionsPerAddress
    connectionRate = config.connectionRate ?? connectionRate
    publishRate = config.publishRate ?? publishRate
    requestRate = config.requestRate ?? requestRate
  }
}
