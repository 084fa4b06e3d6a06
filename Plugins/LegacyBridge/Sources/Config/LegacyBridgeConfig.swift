import ConfigSchema

/// A source of type `legacy_bridge`.
package struct LegacyBridgeConfig: ConfigObject {
  /// What legacy servers allow a client to be subscribed to at the same time (legacy API, "Rate Limiting").
  static let subscriptionLimit = 10

  package var url: LegacyURL?
  package var token: Secret?
  package var events = ["ASSESSMENT_UPDATE", "INSIGHT_UPDATE", "METRICS_UPDATE"]
  package var targets = ["analysis-agent", "assessment-agent"]
  package var heartbeat: Duration = .seconds(30)
  package var timeout: Duration = .seconds(10)
  package var connectTimeout: Duration = .seconds(30)
  package var requestTimeout: Duration = .seconds(25)
  package var requestRate = 60
  package var ca: String?
  package var maxMessage = ByteSize.mebibytes(1)

  package init() {}

  package static let summary =
    "Connects to a legacy assessment server, brings its events in and forwards queries and commands to it."
  package static var fields: [Field<Self>] {
    [
      Field(
        "url", \.url, required: true,
        "where the server listens, by `ws` or `wss`; without a path it is /agents/ws; redirects are not followed"),
      Field("token", \.token, "what the server is sent with AUTH; without it, no AUTH is sent"),
      Field("events", \.events, .nonEmpty, "legacy names of the event types to subscribe to, 10 at most"),
      Field(
        "targets", \.targets,
        "targets whose queries and commands are forwarded, unless another source answers them; `[]` for none"),
      Field(
        "heartbeat", \.heartbeat, .range(.milliseconds(100) ... .seconds(3600)), "the time between two heartbeats"),
      Field(
        "timeout", \.timeout, .range(.milliseconds(10) ... .seconds(3600)),
        "a connection is given up when nothing comes for so long after a heartbeat"),
      Field(
        "connect_timeout", \.connectTimeout, .range(.milliseconds(10) ... .seconds(3600)),
        "the longest time from the begin of a connection until the server has taken the subscription"),
      Field(
        "request_timeout", \.requestTimeout, .range(.milliseconds(10) ... .seconds(3600)),
        "the longest time that a forwarded query or command is waited for; `server.command_timeout` ends all requests"),
      Field(
        "requests_per_minute", \.requestRate, .range(1...1_000_000),
        "queries and commands of all clients together that are forwarded; legacy servers count them as one client's"),
      Field(
        "ca", \.ca, .ifGiven(.nonEmpty),
        "a PEM file with the only authorities that the server's certificate may come from; without it the system's"),
      Field(
        "max_message", \.maxMessage, .range(.kibibytes(1) ... .mebibytes(16)),
        "the longest message that the server may send; a longer one ends the connection"),
    ]
  }

  package func validate(_ check: inout CrossCheck) {
    guard let url else { return check.error("url", "the URL is missing") }
    checkNames(&check)
    if let ca {
      if !url.isSecure { check.warning("ca", "'ca' has no effect with ws") }
      do throws(Authorities.Failure) {
        _ = try Authorities(path: ca)
      } catch {
        check.error("ca", error.description)
      }
    }
    if token != nil, !url.isSecure, !url.isLoopback {
      check.warning("token", "the token goes unencrypted over the network", help: "use wss")
    }
  }

  private func checkNames(_ check: inout CrossCheck) {
    if let name = Self.firstRepeated(events) { check.error("events", "'\(name)' is there twice") }
    if events.count > Self.subscriptionLimit {
      check.error("events", "legacy servers allow \(Self.subscriptionLimit) subscriptions, these are \(events.count)")
    }
    if events.contains(where: \.isEmpty) { check.error("events", "a name must not be empty") }
    if let name = Self.firstRepeated(targets.map(Self.canonicalTarget)) {
      check.error("targets", "'\(name)' is there twice", help: "hyphens and underscores make no difference")
    }
    if targets.contains(where: \.isEmpty) { check.error("targets", "a name must not be empty") }
  }

  private static func firstRepeated(_ names: [String]) -> String? {
    var seen: Set<String> = []
    return names.first { !seen.insert($0).inserted }
  }

  /// The documents write `analysis-agent` and `analysis_agent` for the same one.
  static func canonicalTarget(_ name: String) -> String { name.replacing("_", with: "-") }
}
