import ConfigSchema
import RouterConfig
import RouterCore
import RouterGateway

/// The whole config file.
struct JunctorConfig: ConfigObject {
  var server = ServerConfig()
  var legacy = LegacyConfig()
  var admin = AdminConfig()
  var auth = AuthConfig()
  var log = LogConfig()
  var bridge = BridgeConfig()
  var sources = ComponentSection()
  var stages = ComponentSection()
  var sinks = ComponentSection()
  var pipelines = PipelineSection()

  static let summary =
    "One file configures a router: its listeners, its keys, its components and the pipelines that wire them."
  static var fields: [Field<Self>] {
    [
      Field("server", \.server, "the listener for clients and publishers"),
      Field("legacy", \.legacy, "the legacy API's endpoint"),
      Field("admin", \.admin, "the listener for operators"),
      Field("auth", \.auth, required: true, "how tokens are verified"),
      Field("log", \.log, "the event log"),
      Field("bridge", \.bridge, "how event types look in the legacy dialect"),
      Field("sources", \.sources, "named sources: where events come from"),
      Field("stages", \.stages, "named stages: what pipelines do to events"),
      Field("sinks", \.sinks, "named sinks: where events go"),
      Field("pipelines", \.pipelines, required: true, "named pipelines: sources → stages → sinks"),
    ]
  }

  func validate(_ check: inout CrossCheck) {
    if server.listen.listeners.contains(where: { $0.address.collides(with: admin.listen) }) {
      check.error(
        atFirstOf: [["admin", "listen"], ["server", "listen"]],
        "'server.listen' and 'admin.listen' are the same address", help: "operators have \(admin.listen)")
    }
    if auth.mode == .open, let open = server.listen.listeners.first(where: { !$0.address.isLocal }) {
      check.error(
        atFirstOf: [["auth", "mode"]],
        "`mode: none` lets everybody in, and others than this machine can reach 'server.listen: \(open.address)'",
        help: "listen on 127.0.0.1, on [::1] or on a socket file, or ask for tokens")
    }
  }

  var routing: RoutingSections {
    RoutingSections(sources: sources, stages: stages, sinks: sinks, pipelines: pipelines)
  }
}
