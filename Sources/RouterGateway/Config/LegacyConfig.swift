import ConfigSchema

/// The `legacy:` section.
package struct LegacyConfig: ConfigObject {
  package enum Authentication: String, ConfigChoice { case required, optional }

  package var auth: Authentication?
  package var authTimeout: Duration = .seconds(10)
  package var resume = LegacyResumeConfig()
  package var limits = LegacyLimitsConfig()

  package init() {}

  package static let summary = "The legacy API's WebSocket endpoint, `/agents/ws`."
  package static var fields: [Field<Self>] {
    [
      Field(
        "auth", \.auth,
        "whether clients must say who they are: `required`, or `optional`, where those who do not may read; without the key `required` in production and `optional` elsewhere"
      ),
      Field(
        "auth_timeout", \.authTimeout, .range(.seconds(1) ... .seconds(300)),
        "where it is required: a connection that has not authenticated by then is closed (1008)"),
      Field("resume", \.resume, "what clients get that come back"),
      Field("limits", \.limits, "limits of one connection; none of them where `server.profile` is `unlimited`"),
    ]
  }
}

/// `legacy.resume`.
package struct LegacyResumeConfig: ConfigObject {
  package var maxEvents = 10_000

  package init() {}

  package static let summary = "What clients get that come back."
  package static var fields: [Field<Self>] {
    [
      Field(
        "max_events", \.maxEvents, .range(1...1_000_000_000),
        "events that a client gets whose last one is not retained any more: the newest of those that are")
    ]
  }
}

/// `legacy.limits`.
package struct LegacyLimitsConfig: ConfigObject {
  package var messages: Int?
  package var subscriptions: Int?
  package var messageSize: ByteSize?

  package init() {}

  package static let summary = "Limits of one legacy connection."
  package static var fields: [Field<Self>] {
    [
      Field(
        "messages_per_minute", \.messages, .ifGiven(.range(1...1_000_000_000)),
        "messages of one connection (100): refused beyond, closed (1013) at twice as many"),
      Field(
        "subscriptions", \.subscriptions, .ifGiven(.range(1...1_000_000_000)),
        "event types that one connection is subscribed to (10)"),
      Field(
        "message_size", \.messageSize, .ifGiven(.range(.kibibytes(1) ... .mebibytes(16))),
        "bytes of one client message (102,400)"),
    ]
  }
}

extension SessionLimits {
  /// The legacy API's (contract §3 and §7), but for those that the config names. A connection may say as much nonsense as anything
  /// else.
  init(legacy config: LegacyConfig, _ profile: ServerConfig.Profile) {
    self.init(profile)
    if profile != .unlimited {
      (messages, eventTypes, messageSize, requests) = (100, 10, 102_400, 100)
      invalidMessages = .max
    }
    messages = config.limits.messages ?? messages
    eventTypes = config.limits.subscriptions ?? eventTypes
    messageSize = config.limits.messageSize?.bytes ?? messageSize
    replay = config.resume.maxEvents
  }
}
