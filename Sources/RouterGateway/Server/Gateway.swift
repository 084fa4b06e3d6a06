import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import RouterCore
import ServiceLifecycle

#if canImport(Glibc)
  import Glibc
#endif

/// The network side of the router: listeners, sessions, HTTP.
package struct Gateway: Sendable {
  package let settings: GatewaySettings
  package let state = GatewayState()
  package let counters: GatewayCounters
  package let shards: ShardSet
  private let tokens: TokenCache
  private let group: any EventLoopGroup
  private let logger: Logger
  /// An HTTP connection that is silent for this long, between requests or within one, is closed.
  private static let idleTimeout = TimeAmount.seconds(60)

  package init(
    settings: GatewaySettings, verifier: TokenVerifier, logger: Logger,
    group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton
  ) {
    self.settings = settings
    tokens = TokenCache(verifier)
    self.group = group
    self.logger = logger
    counters = GatewayCounters()
    shards = ShardSet(
      group: group, context: SessionContext(settings: settings, counters: counters, logger: logger))
  }

  /// Serves clients and publishers until the task is cancelled or shut down.
  /// - Parameter onListening: called with the bound port.
  package func serve(
    log: any EventLog, engine: Engine, onListening: @escaping @Sendable (Int) async -> Void
  ) async throws {
    let endpoint = SessionEndpoint(
      settings: settings, tokens: tokens, shards: shards, state: state, counters: counters, logger: logger)
    let guardian = RequestGuard(tokens: tokens, time: settings.time)
    let router = HTTPRouter(context: GatewayRequestContext.self)
    router.addMiddleware { ProblemMiddleware(logger: logger) }
    HealthRoutes(state: state).add(to: router)
    MetricsRoute(engine: engine, counters: counters, guardian: guardian).add(to: router)
    IngestRoute(settings: settings, log: log, guardian: guardian, state: state, counters: counters).add(to: router)
    SessionFallbackRoute(paths: endpoint.paths).add(to: router)
    try await run(router, endpoint: endpoint, at: settings.server.listen, onListening)
  }

  /// Serves operators: health and metrics, no token asked.
  package func serveAdmin(
    _ config: AdminConfig, engine: Engine, onListening: @escaping @Sendable (Int) async -> Void
  ) async throws {
    let router = HTTPRouter(context: GatewayRequestContext.self)
    router.addMiddleware { ProblemMiddleware(logger: logger) }
    HealthRoutes(state: state).add(to: router)
    MetricsRoute(engine: engine, counters: counters, guardian: nil).add(to: router)
    try await run(router, endpoint: nil, at: config.listen, onListening)
  }

  private func run(
    _ router: HTTPRouter, endpoint: SessionEndpoint?, at address: ListenAddress,
    _ onListening: @escaping @Sendable (Int) async -> Void
  ) async throws {
    let settings = settings
    var httpLogger = logger
    // Hummingbird speaks of every request at debug; nothing per event above trace.
    httpLogger.logLevel = max(logger.logLevel, .notice)
    let application = Application(
      responder: router.buildResponder(),
      server: HTTPServerBuilder { responder in
        let http = HTTP1Channel(responder: responder, configuration: .init(idleTimeout: Self.idleTimeout))
        return GatewayChannel(http: http, endpoint: endpoint, settings: settings)
      },
      configuration: ApplicationConfiguration(
        address: .hostname(address.host, port: address.port), serverName: "junctor"),
      onServerRunning: { channel in await onListening(channel.localAddress?.port ?? address.port) },
      eventLoopGroupProvider: .shared(group), logger: httpLogger)
    do {
      try await stopGracefullyOnCancel(application, logger: httpLogger)
    } catch let error as IOError {
      throw ListenError(address: address, reason: error)
    }
  }

  /// Cancelling Hummingbird's server tears connections and reports that as an error: it is asked to shut down instead.
  private func stopGracefullyOnCancel(_ application: some Service, logger: Logger) async throws {
    var configuration = ServiceGroupConfiguration(services: [application], logger: logger)
    configuration.maximumGracefulShutdownDuration = max(settings.server.drain, .seconds(1))
    let group = ServiceGroup(configuration: configuration)
    // The task is not a child, so that the cancellation reaches it as a shutdown only; it ends with the group.
    let running = Task { try await group.run() }
    try await withTaskCancellationHandler {
      try await running.value
    } onCancel: {
      Task { await group.triggerGracefulShutdown() }
    }
  }

  /// Calls every session once a second, on its own loop: pings, expiry, closing deadlines. Runs until cancelled.
  package func keepTime() async {
    while (try? await settings.time.sleep(for: .seconds(1))) != nil { await tick() }
  }

  func tick() async {
    let now = settings.time.now()
    await shards.onEveryLoop { $0.tick(at: now) }
  }

  /// Says goodbye to all sessions with 1001 and returns when they have gone, or when the task is cancelled.
  package func drainSessions() async {
    await shards.drainSessions(over: settings.server.drain)
  }
}

/// A listener could not be opened.
package struct ListenError: Error, CustomStringConvertible {
  let address: ListenAddress
  let reason: IOError

  package var description: String {
    "cannot listen on \(address.configText ?? ""): \(String(cString: strerror(reason.errnoCode)))"
  }
}
