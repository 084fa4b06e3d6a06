/// What one session may do. The documents' numbers, by profile.
package struct SessionLimits: Sendable, Equatable {
  /// Bytes of one client message.
  package var messageSize: Int
  /// Distinct event types subscribed to.
  package var eventTypes: Int
  /// Unusable messages per window before the session is closed.
  package var invalidMessages: Int
  package var window: Duration = .seconds(60)

  package init(_ profile: ServerConfig.Profile) {
    switch profile {
    case .production: (messageSize, eventTypes, invalidMessages) = (65_536, 20, 10)
    case .development: (messageSize, eventTypes, invalidMessages) = (131_072, 50, 10)
    case .unlimited: (messageSize, eventTypes, invalidMessages) = (1 << 20, .max, .max)
    }
  }
}
