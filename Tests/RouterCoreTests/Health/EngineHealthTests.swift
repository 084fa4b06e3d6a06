import Logging
import TestSupport
import Testing

@testable import RouterCore

@Suite(.timeLimit(.minutes(1))) struct EngineHealthTests {
  /// Works or not, as a test says.
  private struct FickleSink: Sink {
    let works: Watched<Bool>
    func deliver(_ batch: [Delivery]) async -> SinkAnswer { works.value ? .delivered : .retry(reason: "a mood") }
  }

  private struct GoneSink: Sink {
    func deliver(_ batch: [Delivery]) async -> SinkAnswer { .stop(reason: "gone for good") }
  }

  private struct FickleSource: Source {
    let works: Watched<Bool>

    func run(_ emitter: Emitter) async throws {
      if !works.value { throw CancellationError() }
      try await emitter.emit(EngineBench.draft(1))
      await works.wait { !$0 }
      throw CancellationError()
    }
  }

  private let time = VirtualTime()
  private let sinkWorks = Watched(false)
  private let sourceWorks = Watched(false)
  private let gateway = Watched<GatewayHealth?>(nil)
  private let look = Watched<(@Sendable () -> RouterHealth)?>(nil)

  private func engine() throws -> Engine {
    let names = ["fickle", "gone", "clients"]
    let deployment = Deployment(
      graph: try Graph(pipelines: [PipelineDescription(name: "live", from: ["src"], to: names)], sinks: names),
      sources: [
        Deployment.SourceSpec(name: "src", type: "test") { [look, sourceWorks] context in
          look.change { $0 = context.health }
          return FickleSource(works: sourceWorks)
        }
      ],
      sinks: [
        Deployment.SinkSpec(name: "fickle", type: "test") { [sinkWorks] _ in FickleSink(works: sinkWorks) },
        Deployment.SinkSpec(name: "gone", type: "test") { _ in GoneSink() },
      ])
    return try Engine(
      deployment, catalogue: .standard, log: LocalLog(config: LogConfig(), time: time),
      clients: RecordingOutlet(), time: time, gateway: { [gateway] in gateway.value },
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }

  /// Lets time pass until what a source sees is so.
  private func waits(until condition: (RouterHealth) -> Bool) async -> RouterHealth {
    while true {
      let health = look.value?() ?? RouterHealth()
      if condition(health) || Task.isCancelled { return health }
      if let next = time.nextDeadline { time.advance(to: next) }
      await Task.yield()
    }
  }

  @Test func `A source sees what fails, what works again and what has stopped`() async throws {
    let engine = try engine()
    #expect(look.value?().gateway == nil)
    await engine.start()
    var health = await waits { $0.sources["src"]?.isFailing == true }
    #expect(health.sources["src"]?.restarts ?? 0 > 0)
    #expect(health.sinks == ["fickle": SinkHealth(), "gone": SinkHealth()])
    sourceWorks.change { $0 = true }
    health = await waits {
      $0.sinks["fickle"]?.isFailing == true && $0.sinks["gone"]?.isStopped == true
        && $0.sources["src"]?.isFailing == false
    }
    #expect(health.log.isWritable && !health.log.isFull && health.log.disk == nil)
    sinkWorks.change { $0 = true }
    health = await waits { $0.sinks["fickle"]?.isFailing == false }
    #expect(health.sinks["gone"]?.isStopped == true)
    gateway.change { $0 = GatewayHealth() }
    #expect(look.value?().gateway == GatewayHealth())
    await engine.stopSources()
    await engine.drainRouter()
    await engine.drainSinks()
  }

  @Test func `What waits is a share of its bound, of events or of bytes, whichever is more`() async throws {
    var config = SinkQueueConfig()
    config.events = 4
    let queue = SinkQueue(config: config)
    #expect(queue.queueUse == 0)
    await queue.offer([.sample(1), .sample(2), .sample(3)], upTo: JournalPosition(1))
    #expect(queue.queueUse == 0.75)
    config.events = 1000
    config.size = .kibibytes(1)
    let small = SinkQueue(config: config)
    await small.offer([.sample(1)], upTo: JournalPosition(1))
    #expect(small.queueUse > 0.1)
  }

  @Test func `The log says how full its queue is`() async throws {
    var config = LogConfig()
    config.queue.events = 4
    let log = LocalLog(config: config, time: time)
    #expect(log.status().queueUse == 0)
    for _ in 0..<3 { _ = try await log.append([.sample()], from: .ingest, whenFull: .refuse) }
    #expect(log.status().queueUse == 0.75)
    log.advance(.router, to: EventNumber(3))
    #expect(log.status().queueUse == 0)
  }

  @Test func `A log that cannot be written is seen, and that it can again`() async throws {
    let bench = try await StoredLogBench()
    bench.storage.failNextCommits(1)
    await #expect(throws: LogError.self) { try await bench.log.append([.sample()], from: .ingest, whenFull: .refuse) }
    #expect(!LogHealth(bench.log.status()).isWritable)
    while !LogHealth(bench.log.status()).isWritable, !Task.isCancelled {
      bench.time.advance(by: LocalLog.trimPause)
      bench.log.tick()
      await Task.yield()
    }
  }

  @Test(arguments: [(false, false), (true, true)])
  func `A log at its hard limit is full`(_ isOverLimit: Bool, _ isFull: Bool) {
    var state = LocalLogState(
      config: StoredLogBench.config { $0.keep.hardLimit = .kibibytes(1) }, cursors: [.router],
      stored: StoredLog(epoch: "test"), isStored: true)
    state.extent = StoredExtent(bytes: 512, isOverLimit: isOverLimit)
    let health = LogHealth(state.status())
    #expect(health.isFull == isFull)
    #expect(health.retentionUse == 0.5)
  }
}
