import Logging

/// Runs a deployment: its sources, the router loop and its sinks, and stops them in the order that loses nothing.
package actor Engine {
  /// The built-in sink: the gateway's sessions.
  package static let clientsName = "clients"

  private let log: any EventLog
  private let loop: RouterLoop
  private let sinks: [RunningSink]
  private let sources: [RunningSource]
  private var sourceTasks: Task<Void, Never>?
  private var loopTask: Task<Void, Never>?
  private var sinkTasks: Task<Void, Never>?

  private struct RunningSink {
    let name: String
    let queue: SinkQueue
    let worker: SinkWorker
  }

  private struct RunningSource {
    let name: String
    let counters: SourceCounters
    let runner: SourceRunner
  }

  /// Builds all components; starts nothing.
  /// - Parameter clients: the outlet behind the built-in sink `clients`.
  package init(
    _ deployment: Deployment, catalogue: Catalogue, log: any EventLog, clients: any Outlet, time: any TimeSource,
    logger: Logger
  ) throws {
    self.log = log
    let intake = Intake(catalogue: catalogue, time: time)
    func context(_ kind: String, _ name: String) -> ComponentContext {
      var logger = logger
      logger[metadataKey: kind] = "\(name)"
      return ComponentContext(name: name, catalogue: catalogue, time: time, logger: logger)
    }
    sinks = try deployment.sinks.map { spec in
      let context = context("sink", spec.name)
      let queue = SinkQueue(config: spec.queue)
      let worker = SinkWorker(sink: try spec.build(context), queue: queue, time: time, logger: context.logger)
      return RunningSink(name: spec.name, queue: queue, worker: worker)
    }
    sources = try deployment.sources.map { spec in
      let context = context("source", spec.name)
      let counters = SourceCounters()
      let emitter = Emitter(name: spec.name, intake: intake, log: log, counters: counters)
      let runner = SourceRunner(
        source: try spec.build(context), emitter: emitter, counters: counters, time: time, logger: context.logger)
      return RunningSource(name: spec.name, counters: counters, runner: runner)
    }
    let queues = Dictionary(uniqueKeysWithValues: sinks.map { ($0.name, $0.queue as any Outlet) })
    loop = RouterLoop(
      graph: deployment.graph, outlets: deployment.graph.sinks.map { queues[$0] ?? clients }, log: log, time: time,
      logger: logger)
  }

  /// Starts sinks, then the router, then sources: nobody produces before somebody takes.
  package func start() {
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
  /// abandoned.
  package func drainSinks() async {
    sinks.forEach { $0.queue.close() }
    await withTaskCancellationHandler {
      await sinkTasks?.value
    } onCancel: { [sinkTasks] in
      sinkTasks?.cancel()
    }
  }

  /// The counters of every component. The router's part is one moment between two of its batches.
  package func counters() async -> EngineCounters {
    EngineCounters(
      ledger: await loop.counters(), routed: await loop.routed(), log: log.status(),
      sources: Dictionary(uniqueKeysWithValues: sources.map { ($0.name, EngineCounters.Source($0.counters)) }),
      sinks: Dictionary(uniqueKeysWithValues: sinks.map { ($0.name, $0.queue.counters()) }))
  }

  private static func runAll(_ jobs: [@Sendable () async -> Void]) -> Task<Void, Never> {
    Task {
      await withTaskGroup { group in
        for job in jobs { group.addTask { await job() } }
      }
    }
  }
}
