import ConfigSchema
import Logging
import RouterCore
import TestSupport
import Testing

@testable import RouterGateway

/// The routes of both listeners, with everything that can be switched on.
enum DeclaredRoutes {
  private static let check = Task {
    var server = ServerConfig.test
    server.echo = true
    let (time, log) = (VirtualTime(), LocalLog(config: LogConfig(), time: VirtualTime()))
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let settings = GatewaySettings(server: server, catalogue: .standard, time: time, version: "0.0.0-test")
    let gateway = Gateway(
      settings: settings, verifier: try await TokenVerifier(.test, secrets: [:]), log: log, logger: logger)
    let nothing = Deployment(graph: try Graph(pipelines: [], sinks: []), sources: [], sinks: [])
    let engine = try Engine(
      nothing, catalogue: .standard, log: log, clients: gateway.shards, time: time, logger: logger)
    let description = gateway.description(engine: engine)
    return RouteCheck(description.clientRoutes + description.adminRoutes)
  }

  /// Every answer that a test gets is as it is described.
  static func expect(_ answer: HTTPMessage, to method: String, _ path: String) async throws {
    let found = RouteCheck.Answer(status: answer.status, mediaType: answer.headers["content-type"], body: answer.body)
    let problems = try await check.value.problems(with: found, to: method, path)
    #expect(problems == [], "\(method) \(path): \(answer.status) \(answer.body.prefix(200))")
  }
}
