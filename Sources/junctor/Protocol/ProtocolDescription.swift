import ConfigSchema
import Logging
import RouterCore
import RouterGateway

extension GatewayDescription {
  /// Of a router with all plugins: their event types, and the routes of each source that needs no config. Nothing is started.
  /// - Parameter server: what differs from the default.
  static func standard(_ server: ServerConfig = ServerConfig()) async throws -> GatewayDescription {
    let registry = try Registry(plugins)
    let catalogue = registry.catalogue
    let logger = Logger(label: "junctor") { _ in SwiftLogNoOpLogHandler() }
    let time = SystemTime()
    let log = LocalLog(config: LogConfig(), time: time, logger: logger)
    let settings = GatewaySettings(server: server, catalogue: catalogue, time: time, version: Version.text)
    let gateway = Gateway(
      settings: settings, verifier: try await TokenVerifier(AuthConfig(), secrets: [:]), log: log, logger: logger)
    let deployment = Deployment(
      graph: try Graph(pipelines: [], sinks: []), sources: registry.sourcesWithDefaults, sinks: [])
    let engine = try Engine(
      deployment, catalogue: catalogue, log: log, clients: gateway.shards, time: time, logger: logger)
    defer { log.close() }
    return gateway.description(engine: engine)
  }
}

extension Registry {
  /// A source of each type that can do without a config.
  fileprivate var sourcesWithDefaults: [Deployment.SourceSpec] {
    let nothing = ConfigNode(
      .mapping([]), at: SourceRange(file: "", at: SourcePosition(line: 1, column: 1)))
    return sources.values.sorted { $0.type < $1.type }.compactMap { factory in
      var unheard = Diagnostics()
      return factory.prepare(nothing, &unheard).map {
        Deployment.SourceSpec(name: factory.type, type: factory.type, build: $0)
      }
    }
  }
}
