/// What one session may do. The documents' numbers, by profile.
package struct SessionLimits: Sendable, Equatable {
  /// Bytes of one client message.
  package var messageSize: Int
  /// Distinct event types subscribed to.
  package var eventTypes: Int
  /// Agents named in subscriptions or excluded from them, counted for every event type: what a client may make the server
  /// remember.
  package var agents: Int
  /// Names of event types in one message: each bad one is answered.
  package var names: Int
  /// Unusable messages per window before the session is closed.
  package var invalidMessages: Int
  package var window: Duration = .seconds(60)

  package init(_ profile: ServerConfig.Profile) {
    (agents, names, invalidMessages) = (10_000, 256, 10)
    switch profile {
    case .production: (messageSize, eventTypes) = (65_536, 20)
    case .development: (messageSize, eventTypes) = (131_072, 50)
    case .unlimited: (messageSize, eventTypes, agents, names, invalidMessages) = (1 << 20, .max, .max, .max, .max)
    }
  }
}
