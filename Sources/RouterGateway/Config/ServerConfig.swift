import ConfigSchema

/// The `server:` section.
package struct ServerConfig: ConfigObject {
  /// A set of limits; the documents name the first two.
  package enum Profile: String, ConfigChoice { case production, development, unlimited }

  package var listen = ListenerList(.tcp(host: "127.0.0.1", port: 8000))
  package var profile = Profile.production
  package var pingEvery: Duration = .seconds(20)
  package var pingTimeout: Duration = .seconds(20)
  package var handshakeTimeout: Duration = .seconds(10)
  package var outboundQueue = ByteSize.mebibytes(4)
  package var catchUp = ByteSize.mebibytes(16)
  package var bodyTimeout: Duration = .seconds(30)
  package var ingest = IngestConfig()
  package var resumeWindow: Duration = .seconds(300)
  package var compression = true
  package var drain: Duration = .seconds(5)
  package var echo = false
  package var limits = LimitsConfig()
  package var commandTimeout: Duration = .seconds(30)
  package var origins: [AllowedOrigin]?
  package var trustedProxies: [TrustedProxy] = []

  package init() {}

  package static let summary = "The listeners that clients and publishers use."
  package static var fields: [Field<Self>] {
    [
      Field(
        "listen", \.listen,
        "where to listen, one address or a list: `host:port`, `[ipv6]:port` or `unix:path`; TLS takes the mapping form"),
      Field(
        "profile", \.profile,
        "limits of the documents: `production` (64 KiB messages, 20 event types) or `development` (128 KiB, 50); `unlimited` is for load tests"
      ),
      Field("ping_every", \.pingEvery, .range(.seconds(1) ... .seconds(3600)), "pause between WebSocket pings"),
      Field(
        "ping_timeout", \.pingTimeout, .range(.seconds(1) ... .seconds(3600)),
        "a client that has not answered a ping for this long is closed"),
      Field(
        "handshake_timeout", \.handshakeTimeout, .range(.seconds(1) ... .seconds(300)),
        "a connection that has not sent its first request by then is closed"),
      Field(
        "body_timeout", \.bodyTimeout, .range(.seconds(1) ... .seconds(3600)),
        "an HTTP request whose body has not come by then is answered with 408, and its connection closed"),
      Field("ingest", \.ingest, "how published events are read"),
      Field(
        "outbound_queue", \.outboundQueue, .atLeast(.kibibytes(64)),
        "events that may wait for one slow client before it is disconnected (1013); a quarter conflates metrics, half warns"
      ),
      Field(
        "catch_up", \.catchUp, .atLeast(.mebibytes(1)),
        "recent events that each event loop keeps for clients that are behind; also who falls behind more than this is disconnected"
      ),
      Field(
        "resume_window", \.resumeWindow, .range(.zero ... .seconds(86_400)),
        "how long a session whose connection has ended can be resumed; 0 switches it off"),
      Field(
        "compression", \.compression,
        "compresses events of 256 bytes and more for WebSocket clients that offer permessage-deflate (RFC 7692)"),
      Field("drain", \.drain, .range(.zero ... .seconds(300)), "how long a stop waits for clients and sinks"),
      Field(
        "origins", \.origins,
        "web pages that may use the server: origins such as `https://app.example.com`, `https://*.example.com`, `*`; pages of the same host may always; without the key no others in production, all in development"
      ),
      Field(
        "trusted_proxies", \.trustedProxies,
        "addresses and ranges whose `X-Forwarded-For` says where a client is; `unix` for socket files"),
      Field("limits", \.limits, "limits that differ from those of the profile"),
      Field(
        "command_timeout", \.commandTimeout, .range(.seconds(1) ... .seconds(600)),
        "a command that no agent has carried out by then fails with `TIMEOUT`"),
      Field(
        "echo", \.echo,
        "serves `/echo`, which sends every WebSocket message back and asks for no token: for protocol test suites, not with `profile: production`"
      ),
    ]
  }

  package func validate(_ check: inout CrossCheck) {
    if echo, profile == .production {
      check.error(
        "echo", "`/echo` asks for no token and takes messages of 32 MiB: it is not for production",
        help: "leave `echo` out, or use another `profile`")
    }
  }
}

/// The `admin:` section.
package struct AdminConfig: ConfigObject {
  package var listen = ListenAddress.tcp(host: "127.0.0.1", port: 8001)

  package init() {}

  package static let summary =
    "The listener for operators: /metrics, /health and /admin without a token. Keep it on loopback."
  package static var fields: [Field<Self>] {
    [Field("listen", \.listen, "where to listen: `host:port`, `[ipv6]:port` or `unix:path`")]
  }

  package func validate(_ check: inout CrossCheck) {
    if !listen.isLocal { check.warning("listen", "the admin listener asks for no token and is not on loopback") }
  }
}
