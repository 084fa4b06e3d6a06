import ConfigSchema

/// The `server.limits` section: what differs from the profile's limits.
package struct LimitsConfig: ConfigObject {
  package var messageSize: ByteSize?
  package var messages: Int?
  package var invalidMessages: Int?
  package var eventTypes: Int?
  package var connectionsPerUser: Int?
  package var connectionsPerAddress: Int?
  package var connectionRate: Int?
  package var publishRate: Int?
  package var requestRate: Int?
  package var headerSize = ByteSize.kibibytes(32)
  package var headers = 100
  package var unauthenticated = 1000

  package init() {}

  private static let count = 1...1_000_000_000

  package static let summary = "Limits that differ from those of the profile."
  package static var fields: [Field<Self>] {
    [
      Field(
        "message_size", \.messageSize, .ifGiven(.range(.kibibytes(1) ... .mebibytes(16))),
        "bytes of one client message or published event"),
      Field(
        "messages_per_minute", \.messages, .ifGiven(.range(count)),
        "messages of one connection: a warning at 95 %, refused beyond, closed (1013) at twice as many"),
      Field(
        "invalid_messages", \.invalidMessages, .ifGiven(.range(count)),
        "unusable messages per minute after which a connection is closed (1013)"),
      Field(
        "event_types", \.eventTypes, .ifGiven(.range(count)), "distinct event types that one connection subscribes to"),
      Field("connections_per_user", \.connectionsPerUser, .ifGiven(.range(count)), "connections of one user at a time"),
      Field(
        "connections_per_ip", \.connectionsPerAddress, .ifGiven(.range(count)),
        "connections from one address at a time; of IPv6 the first 64 bits count"),
      Field(
        "connection_rate", \.connectionRate, .ifGiven(.range(count)),
        "attempts to connect per minute: of one user, or with bad tokens from one address; from twice as many on HTTP says 429"
      ),
      Field(
        "publish_rate", \.publishRate, .ifGiven(.range(count)),
        "events that one user publishes in a second, by HTTP and WebSocket together (1000)"),
      Field(
        "requests_per_minute", \.requestRate, .ifGiven(.range(count)),
        "HTTP requests of one user; beyond it HTTP says 429 (600)"),
      Field(
        "header_size", \.headerSize, .range(.kibibytes(8) ... .kibibytes(256)),
        "bytes of a request's line and headers; beyond it HTTP says 431"),
      Field("headers", \.headers, .range(8...1000), "header fields of a request; beyond it HTTP says 431"),
      Field(
        "unauthenticated", \.unauthenticated, .range(count),
        "connections that have not sent their first request: beyond it the one that has waited longest is closed"),
    ]
  }
}
