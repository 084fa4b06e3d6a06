import Hummingbird
import Logging
import NIOCore
import NIOPosix
import RouterCore
import RouterResources

/// The network side of the router: listeners, sessions, HTTP.
package struct Gateway: Sendable {
  package let settings: GatewaySettings
  package let state = GatewayState()
  package let counters: GatewayCounters
  package let shards: ShardSet
  /// The agents that hold a connection.
  package let agents = AgentConnections()
  private let entrances: [Entrance]
  private let connections = CurrentConnections()
  private let log: any EventLog
  private let sessions: ResumableSessions
  /// Where the journal stood when the server started.
  private let start: JournalMark
  private let tokens: TokenCache
  private let commands: CommandDesk
  private let requests: RequestDesk
  private let pools: ConnectionPools
  private let rates: PrincipalRates
  private let keySets: KeySets
  private let group: any EventLoopGroup
  let logger: Logger

  /// - Parameters:
  ///   - entrances: the ways in for WebSocket clients.
  ///   - log: as it is before anything is routed.
  package init(
    settings: GatewaySettings, entrances: [Entrance]? = nil, verifier: TokenVerifier, log: any EventLog, logger: Logger,
    group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton
  ) {
    self.settings = settings
    self.entrances = entrances ?? Entrance.all(settings)
    rates = PrincipalRates(settings.limits, time: settings.time)
    self.group = group
    self.logger = logger
    counters = GatewayCounters()
    keySets = KeySets(verifier.keySets, time: settings.time, logger: logger, counters: counters.keySets)
    tokens = TokenCache(verifier, keySets: keySets)
    self.log = log
    start = JournalMark(position: log.journalEnd, newest: log.routed)
    let keep = { @Sendable (note: [UInt8]?, id: SessionID) in
      log.note(note, "\(id)", of: ResumableSession.noteKind)
    }
    // A log without a storage would only keep them twice.
    sessions = ResumableSessions(
      window: settings.server.resumeWindow, catalogue: settings.catalogue, time: settings.time,
      keep: log.isDurable ? keep : nil)
    commands = CommandDesk(timeout: settings.server.commandTimeout, time: settings.time)
    requests = RequestDesk(timeout: settings.server.commandTimeout, time: settings.time)
    pools = ConnectionPools(settings.limits, silence: settings.server.pingTimeout / 4, time: settings.time)
    let services = SessionServices(
      pools: pools, commands: commands, agents: agents, requests: requests,
      publish: {
        [desk = PublishDesk(settings, log: log, state: state, counters: counters, rates: rates)] request, principal in
        await desk.publish(request, as: principal)
      },
      verify: { [tokens, time = settings.time] token, fingerprint in
        await tokens.checked(token, fingerprint: fingerprint, time)
      })
    let context = SessionContext(
      settings: settings, counters: counters, logger: logger, sessions: sessions,
      replays: ReplayPages(log, sink: Engine.clientsName), services: services)
    shards = ShardSet(group: group, context: context, start: start)
  }

  /// How the network side is; nil before it serves. Never waits.
  package func health() -> GatewayHealth? {
    guard let connections = connections.current else { return nil }
    var health = GatewayHealth()
    health.pausedListeners = connections.pausedListeners
    health.connectionUse = Double(connections.open) / Double(max(connections.capacity, 1))
    health.inboxUse = shards.inboxUse
    health.sessions = Int(clamping: counters.sessions)
    health.sessionsBehind = Int(clamping: counters.sessionsBehind)
    return health
  }

  /// Serves clients and publishers until the task is cancelled; requests that have begun get `server.drain` to end.
  /// - Parameters:
  ///   - admin: the listener for operators, if there is to be one: health and metrics, no token asked.
  ///   - descriptors: what connections are counted against.
  ///   - onListening: called once, when all listeners are open and before anything is accepted; clients' ones come first.
  /// - Throws: `ListenError` when one of them cannot be opened; the others are closed then.
  package func serve(
    engine: Engine, admin: AdminConfig? = nil, descriptors: DescriptorUse = .measured(),
    onListening: @escaping @Sendable ([ListenPlace]) async -> Void
  ) async throws {
    warnIfOpen()
    await restoreSessions()
    commands.use(engine.agents)
    requests.use(engine.requestHandlers)
    let connections = ConnectionLimit(descriptors, time: settings.time, logger: logger)
    self.connections.set(connections)
    let clients = service(clientRoutes(engine: engine, connections), origins)
    var plans = try settings.server.listen.listeners.map { listener in
      ListenerSet.Plan(
        address: listener.address, party: .clients,
        channels: channels(clients, endpoint: endpoint(of: listener), tls: try credentials(of: listener)))
    }
    if let admin {
      // It asks for no token: pages from anywhere else must not use it through a browser.
      let operators = service(
        adminRoutes(engine: engine, connections), OriginPolicy([], .production, isOpen: admin.listen.isLocal))
      plans.append(.init(address: admin.listen, party: .operators, channels: channels(operators)))
    }
    let listeners = try await ListenerSet(
      plans, within: connections, on: group, grace: settings.server.drain, logger: httpLogger)
    await onListening(listeners.places)
    try await listeners.run()
  }

  private func warnIfOpen() {
    guard let anyone = tokens.anyone else { return }
    logger.warning(
      "auth.mode is none: whoever can connect needs no token",
      metadata: ["as": "\(anyone.subject)", "permissions": "\(anyone.permissions)"])
  }

  /// Sessions of an earlier life of the server can be resumed as if they had just lost their connections.
  private func restoreSessions() async {
    do throws(LogError) {
      sessions.restore(try await log.notes(of: ResumableSession.noteKind), start: start)
    } catch {
      logger.error("sessions from before the start cannot be resumed", metadata: ["reason": "\(error)"])
    }
  }

  private func credentials(of listener: ListenerConfig) throws(ListenError) -> WatchedCredentials? {
    guard let files = listener.tls else { return nil }
    do throws(TLSFileError) {
      return try WatchedCredentials(files, time: settings.time, logger: logger)
    } catch {
      throw ListenError(listener.address, "\(error)")
    }
  }

  private func service(_ routes: RouteTable, _ origins: OriginPolicy) -> HTTPService {
    let router = routes.router { router in
      router.addMiddleware {
        ProblemMiddleware(logger: logger)
        CORSMiddleware(origins: origins)
        // Inside, so that pages can read what goes wrong.
        ProblemMiddleware(logger: logger)
      }
    }
    return HTTPService(responder: router.buildResponder(), time: settings.time, logger: httpLogger)
  }

  private func channels(
    _ service: HTTPService, endpoint: SessionEndpoint? = nil, tls: WatchedCredentials? = nil
  ) -> GatewayChannel {
    GatewayChannel(
      http: service.channel, endpoint: endpoint, tls: tls, shards: shards, settings: settings, logger: logger)
  }

  /// Hummingbird speaks of every request at debug; nothing per event above trace.
  private var httpLogger: Logger {
    var httpLogger = logger
    httpLogger.logLevel = max(logger.logLevel, .notice)
    return httpLogger
  }

  private func endpoint(of listener: ListenerConfig) -> SessionEndpoint {
    SessionEndpoint(
      settings: settings, entrances: entrances,
      streams: SessionRules(settings.catalogue, settings.limits, EventStreamDialect()), tokens: tokens, shards: shards,
      state: state, counters: counters, pools: pools,
      sessions: sessions, origins: origins,
      addresses: ClientAddress(trusting: settings.server.trustedProxies), isEncrypted: listener.tls != nil)
  }

  func clientRoutes(engine: Engine, _ connections: ConnectionLimit) -> RouteTable {
    let guardian = RequestGuard(tokens: tokens, rates: rates, time: settings.time)
    var routes = baseRoutes()
    MetricsRoute(
      engine: engine, counters: counters, connections: connections, version: settings.version, guardian: guardian
    ).add(to: &routes)
    let reader = IngestReader(
      maxBytes: settings.limits.messageSize, typePrefix: settings.server.ingest.typePrefix)
    IngestRoute(
      desk: desk, guardian: guardian, reader: reader, counters: counters, catalogue: settings.catalogue
    ).add(to: &routes)
    MaintenanceRoute(engine: engine, time: settings.time, logger: logger, guardian: guardian).add(to: &routes)
    SessionFallbackRoute(descriptions: entrances.map(\.description) + (settings.server.echo ? [.echo] : []))
      .add(to: &routes)
    EventStreamFallbackRoute().add(to: &routes)
    ResourceRoutes(guardian: guardian, state: state, logger: logger)
      .add(engine.components.compactMap { $0 as? any ResourceProvider }, to: &routes)
    DescriptionRoutes(settings: settings).add(to: &routes)
    return routes
  }

  /// Takes what clients publish, by HTTP.
  private var desk: PublishDesk { PublishDesk(settings, log: log, state: state, counters: counters, rates: rates) }

  func adminRoutes(engine: Engine, _ connections: ConnectionLimit) -> RouteTable {
    var routes = baseRoutes()
    MetricsRoute(
      engine: engine, counters: counters, connections: connections, version: settings.version, guardian: nil
    ).add(to: &routes)
    MaintenanceRoute(engine: engine, time: settings.time, logger: logger, guardian: nil).add(to: &routes)
    ExplainRoute(log: log, sessions: sessions, catalogue: settings.catalogue).add(to: &routes)
    DescriptionRoutes(settings: settings).addOpenAPI(to: &routes)
    return routes
  }

  private var origins: OriginPolicy {
    OriginPolicy(settings.server.origins, settings.server.profile, isOpen: tokens.anyone != nil)
  }

  private func baseRoutes() -> RouteTable {
    var routes = RouteTable()
    HealthRoutes(state: state).add(to: &routes)
    return routes
  }

  /// Calls every session once a second, on its own loop: pings, expiry, closing deadlines. Runs until cancelled.
  package func keepTime() async {
    while (try? await settings.time.sleep(for: .seconds(1))) != nil { await tick() }
  }

  /// Fetches the key sets that tokens are verified with. Runs until cancelled; begins before `serve`, or the first tokens
  /// find no keys.
  package func keepKeys() async { await keySets.run() }

  func tick() async {
    let now = settings.time.now()
    await shards.onEveryLoop { $0.tick(at: now) }
    sessions.expire(at: now)
    pools.tell()
  }

  /// Says goodbye to all sessions with 1001 and returns when they have gone, or when the task is cancelled.
  package func drainSessions() async {
    await shards.drainSessions(over: settings.server.drain)
  }
}

extension TokenCache {
  /// Waits for keys that are being fetched, if the token needs them.
  fileprivate func checked(
    _ token: String, fingerprint: String?, _ time: any TimeSource
  ) async -> Result<Principal, TokenError> {
    do throws(TokenError) {
      do throws(TokenError) {
        return .success(try principal(token: token, fingerprint: fingerprint, at: time.now()))
      } catch {
        guard error == .awaitsKeys else { throw error }
      }
      await awaitKeys()
      return .success(try principal(token: token, fingerprint: fingerprint, at: time.now(), mayWait: false))
    } catch {
      return .failure(error)
    }
  }
}

extension PublishDesk {
  fileprivate func publish(
    _ request: PublishRequest, as principal: Principal
  ) async -> Result<[EventNumber], PublishRefusal> {
    do throws(PublishRefusal) {
      return .success(try await publish(request.events.root, as: principal))
    } catch {
      return .failure(error)
    }
  }
}
