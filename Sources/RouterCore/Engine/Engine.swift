import Logging

/// Runs a deployment: its sources, the router loop and its sinks, and stops them in the order that loses nothing.
package actor Engine {
  /// The built-in sink: the gateway's sessions.
  package static let clientsName = "clients"

  private let log: any EventLog
  /// The sources that carry out commands on agents.
  package nonisolated let agents: [any AgentBackend]
  /// The sources that answer requests, in the config's order.
  package nonisolated let requestHandlers: [any RequestHandler]
  /// All sources, in the config's order.
  package nonisolated let components: [any Source]
  private let loop: RouterLoop
  private let sinks: [RunningSink]
  private let sources: [RunningSource]
  private var sourceTasks: Task<Void, Never>?
  private var loopTask: Task<Void, Never>?
  private var sinkTasks: Task<Void, Never>?

  private struct RunningSink {
    let name: String
    let feed: any SinkFeed
    let worker: SinkWorker
  }

  private struct RunningSource {
    let name: String
    let counters: SourceCounters
    let runner: SourceRunner
  }

  /// Builds all components; starts nothing.
  /// - Parameters:
  ///   - clients: the outlet behind the built-in sink `clients`.
  ///   - gateway: how the network side is; nil before it serves.
  ///   - connections: the agents that hold a connection to the gateway.
  ///   - routingTime: the clock of stages, if it is another one than that of sources and sinks.
  package init(
    _ deployment: Deployment, catalogue: Catalogue, log: any EventLog, clients: any Outlet, time: any TimeSource,
    gateway: @escaping @Sendable () -> GatewayHealth? = { nil }, connections: AgentConnections = AgentConnections(),
    routingTime: (any TimeSource)? = nil, logger: Logger
  ) throws {
    self.log = log
    let intake = Intake(catalogue: catalogue, time: time)
    let earlier = log.status().head
    let office = AgentOffice(connections: connections)
    let dashboard = Dashboard()
    func context(
      _ kind: String, _ name: String, isDurable: Bool = false, readiness: Readiness = Readiness(),
      health: EngineHealth? = nil
    ) -> ComponentContext {
      var logger = logger
      logger[metadataKey: kind] = "\(name)"
      return ComponentContext(
        name: name, catalogue: catalogue, time: time, logger: logger, mayRepeat: isDurable ? earlier : .zero,
        readiness: readiness, events: EventFeed(log), agents: office, dashboard: dashboard,
        health: { health?.look() ?? RouterHealth() })
    }
    sinks = try deployment.sinks.map { spec in
      let context = context("sink", spec.name, isDurable: spec.isDurable && log.isDurable)
      let sink = try spec.build(context)
      let feed = Self.feed(for: spec, log: log, context)
      let worker = SinkWorker(
        sink: sink, feed: feed, retry: spec.options.retry, time: time, logger: context.logger)
      return RunningSink(name: spec.name, feed: feed, worker: worker)
    }
    let watched = deployment.sources.map { ($0, SourceCounters()) }
    let health = EngineHealth(
      log: log, sinks: sinks.map { ($0.name, $0.feed, $0.worker.failure) },
      sources: watched.map { ($0.name, $1) }, gateway: gateway)
    var agents: [any AgentBackend] = []
    var requestHandlers: [any RequestHandler] = []
    sources = try watched.map { spec, counters in
      let context = context("source", spec.name, readiness: counters.readiness, health: health)
      let emitter = Emitter(name: spec.name, intake: intake, log: log, counters: counters)
      let source = try spec.build(context)
      if let backend = source as? any AgentBackend { agents.append(backend) }
      if let handler = source as? any RequestHandler { requestHandlers.append(handler) }
      let runner = SourceRunner(
        source: source, emitter: emitter, counters: counters, time: time, logger: context.logger)
      return RunningSource(name: spec.name, counters: counters, runner: runner)
    }
    components = sources.map(\.runner.source)
    office.use(components)
    dashboard.use(components)
    self.agents = agents
    self.requestHandlers = requestHandlers
    let feeds = Dictionary(uniqueKeysWithValues: sinks.map { ($0.name, $0.feed as any Outlet) })
    loop = RouterLoop(
      graph: deployment.graph, outlets: deployment.graph.sinks.map { feeds[$0] ?? clients }, log: log,
      time: routingTime ?? time, logger: logger)
  }

  private static func feed(
    for spec: Deployment.SinkSpec, log: any EventLog, _ context: ComponentContext
  ) -> any SinkFeed {
    guard spec.isDurable, log.isDurable else { return SinkQueue(config: spec.options.queue) }
    return DurableFeed(
      name: spec.name, log: log, limit: spec.options.queue.batch, atHardLimit: spec.options.atHardLimit,
      time: context.time, logger: context.logger)
  }

  /// Starts sinks, then the router, then sources: nobody produces before somebody takes.
  package func start() async {
    for sink in sinks { await sink.feed.prepare() }
    sinkTasks = Self.runAll(sinks.map { sink in { await sink.worker.run() } })
    loopTask = Task { [loop] in await loop.run() }
    sourceTasks = Self.runAll(sources.map { source in { await source.runner.run() } })
  }

  package func stopSources() async {
    sourceTasks?.cancel()
    await sourceTasks?.value
  }

  /// Closes the log and returns when everything in it has been routed. Cancellation routes the rest without waiting for
  /// sinks that hold the router back: what finds no place with them is counted as abandoned.
  package func drainRouter() async {
    log.close()
    await withTaskCancellationHandler {
      await loopTask?.value
    } onCancel: { [loopTask] in
      loopTask?.cancel()
    }
  }

  /// Returns when all sinks have taken what waits for them. Cancellation gives up: what remains is counted as
  /// abandoned, or stays in the log.
  package func drainSinks() async {
    sinks.forEach { $0.feed.close() }
    await withTaskCancellationHandler {
      await sinkTasks?.value
    } onCancel: { [sinkTasks] in
      sinkTasks?.cancel()
    }
  }

  /// How often counters are read again that are not those of one moment.
  private static let readings = 20

  /// The counters of every component, of one moment between two of the router's batches; if it is too busy for that, or a sink
  /// holds it up, what stands behind the router's own part may be a moment younger.
  package func counters() async -> EngineCounters {
    for _ in 1..<Self.readings {
      let before = await loop.moment()
      let counters = await read()
      if let before, await loop.moment() == before { return counters }
      await Task.yield()
    }
    return await read()
  }

  private func read() async -> EngineCounters {
    EngineCounters(
      ledger: await loop.counters(), routed: await loop.routed(), log: log.status(),
      sources: Dictionary(uniqueKeysWithValues: sources.map { ($0.name, EngineCounters.Source($0.counters)) }),
      sinks: Dictionary(uniqueKeysWithValues: sinks.map { ($0.name, $0.feed.counters()) }),
      failingSources: Set(sources.filter(\.counters.isFailing).map(\.name)),
      failingSinks: Set(sinks.filter(\.worker.failure.isOn).map(\.name)))
  }

  // MARK: Maintenance

  /// Nil when no source has anything to do with it.
  package func maintenance() async -> Maintenance? {
    guard let (lever, emitter) = maintenanceSwitch else { return nil }
    return await lever.maintenance(emitter)
  }

  /// As `MaintenanceSwitch`; nil when no source has anything to do with it.
  package func switchMaintenance(
    to wanted: Maintenance
  ) async throws(EmitError) -> (state: Maintenance, hasChanged: Bool)? {
    guard let (lever, emitter) = maintenanceSwitch else { return nil }
    return try await lever.switchMaintenance(to: wanted, emitter)
  }

  /// The first in the config.
  private var maintenanceSwitch: (any MaintenanceSwitch, Emitter)? {
    for source in sources {
      if let lever = source.runner.source as? any MaintenanceSwitch { return (lever, source.runner.emitter) }
    }
    return nil
  }

  private static func runAll(_ jobs: [@Sendable () async -> Void]) -> Task<Void, Never> {
    Task {
      await withTaskGroup { group in
        for job in jobs { group.addTask { await job() } }
      }
    }
  }
}
