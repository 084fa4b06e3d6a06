import ConfigSchema
import Logging
import NIOPosix
import RouterCore
@testable import RouterGateway
import TestSupport

/// A whole gateway on a free port of the loopback: listener, log and router, with one pipeline from `ingest` to `clients`.
struct GatewayBench: Sendable {
  let gateway: Gateway
  let log: LocalLog
  let engine: Engine
  let time: VirtualTime
  let port: Int
  /// Where it listens, the operators' listener last.
  let places: [ListenPlace]
  let logs: LogRecorder

  /// Runs a gateway for the time of `body`.
  /// - Parameters:
  ///   - queue: events that may wait to be routed.
  ///   - isRouting: false leaves all events in the log.
  ///   - descriptors: what connections are counted against.
  static func running(
    _ server: ServerConfig = .test, legacy: LegacyConfig = LegacyConfig(),
    entrances: (GatewaySettings) -> [Entrance] = Entrance.all, disabling: [String] = [], queue: Int = 65_536,
    isRouting: Bool = true, admin: AdminConfig? = nil, sources: [Deployment.SourceSpec] = [],
    descriptors: DescriptorUse = .measured(), logConfig: LogConfig = LogConfig(),
    _ body: @escaping @Sendable (GatewayBench) async throws -> Void
  ) async throws {
    let time = VirtualTime()
    let logs = LogRecorder()
    let logger = Logger(label: "test") { _ in logs }
    let catalogue = try Catalogue(disabling: disabling)
    var logConfig = logConfig
    logConfig.queue.events = queue
    let log = LocalLog(config: logConfig, time: time)
    let settings = GatewaySettings(
      server: server, legacy: legacy, catalogue: catalogue, time: time, version: "0.0.0-test")
    let gateway = Gateway(
      settings: settings, entrances: entrances(settings), verifier: try await TokenVerifier(.test, secrets: [:]),
      log: log, logger: logger,
      group: MultiThreadedEventLoopGroup.singleton)
    let live = PipelineDescription(name: "live", from: [Origin.ingestName], to: [Engine.clientsName])
    let deployment = Deployment(
      graph: try Graph(pipelines: [live], sinks: [Engine.clientsName]), sources: sources, sinks: [])
    let engine = try Engine(
      deployment, catalogue: catalogue, log: log, clients: gateway.shards, time: time, logger: logger)
    if isRouting { await engine.start() }
    let bound = Watched<[ListenPlace]?>(nil)
    let serving = Task {
      defer { bound.change { $0 = $0 ?? [] } }
      try await gateway.serve(engine: engine, admin: admin, descriptors: descriptors) { places in
        gateway.state.enter(.ready)
        bound.change { $0 = places }
      }
    }
    guard let places = await bound.wait(until: { $0 != nil }), !places.isEmpty else { return try await serving.value }
    let bench = GatewayBench(
      gateway: gateway, log: log, engine: engine, time: time, port: places.compactMap(\.port).first ?? 0,
      places: places, logs: logs)
    let result = await Result { try await body(bench) }
    serving.cancel()
    _ = await serving.result
    log.close()
    try result.get()
  }

  /// Publishes as HTTP does.
  func publish(_ type: String = "agent_status", _ data: String = documentedStatus) async throws {
    let event = Event.sample(type, data, time: time.now(), catalogue: gateway.settings.catalogue)
    _ = try await log.append([event], from: .ingest, whenFull: .wait)
  }

  /// Lets the clock run, second by second, while `body` runs.
  func whileTimePasses<Value>(_ body: () async throws -> Value) async rethrows -> Value {
    let clock = Task { while !Task.isCancelled { await advance(by: .seconds(1)) } }
    defer { clock.cancel() }
    return try await body()
  }

  /// Moves the clock and lets every session know.
  func advance(by duration: Duration) async {
    time.advance(by: duration)
    await gateway.tick()
  }
}

extension ServerConfig {
  /// Any free port, time enough for a slow machine.
  static var test: ServerConfig {
    var config = ServerConfig()
    config.listen = ListenerList(.tcp(host: "127.0.0.1", port: 0))
    config.drain = .seconds(1)
    return config
  }
}

extension ListenPlace {
  /// Nil for a socket file.
  var port: Int? {
    if case .tcp(_, let port) = address { port } else { nil }
  }
}

extension Result where Failure == any Error {
  init(_ body: () async throws -> Success) async {
    do { self = .success(try await body()) } catch { self = .failure(error) }
  }
}
