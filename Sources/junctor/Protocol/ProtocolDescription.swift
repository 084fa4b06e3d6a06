import ConfigSchema
import Logging
import RouterCore
import RouterGateway

extension GatewayDescription {
  /// Of a router with the default config and all plugins' event types, without starting one.
  /// - Parameter server: what differs from the default.
  static func standard(_ server: ServerConfig = ServerConfig()) async throws -> GatewayDescription {
    let catalogue = try Registry(plugins).catalogue
    let logger = Logger(label: "junctor") { _ in SwiftLogNoOpLogHandler() }
    let time = SystemTime()
    let log = LocalLog(config: LogConfig(), time: time, logger: logger)
    let settings = GatewaySettings(server: server, catalogue: catalogue, time: time, version: Version.text)
    let gateway = Gateway(
      settings: settings, verifier: try await TokenVerifier(AuthConfig(), secrets: [:]), log: log, logger: logger)
    let nothing = Deployment(graph: try Graph(pipelines: [], sinks: []), sources: [], sinks: [])
    let engine = try Engine(
      nothing, catalogue: catalogue, log: log, clients: gateway.shards, time: time, logger: logger)
    defer { log.close() }
    return gateway.description(engine: engine)
  }
}
