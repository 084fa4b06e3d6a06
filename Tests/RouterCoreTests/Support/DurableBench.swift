import Logging
import TestSupport

@testable import RouterCore

// Under the sanitizer `Mutex` is the core's own.
#if !THREAD_SANITIZER
  import Synchronization
#endif

/// A stored log, a router, and one durable sink that reads from it.
final class DurableBench: Sendable {
  let stored: StoredLogBench
  let feed: DurableFeed
  let worker: SinkWorker
  private let router: Mutex<Router>

  var log: LocalLog { stored.log }
  var time: VirtualTime { stored.time }
  var counters: SinkCounters { feed.counters() }
  /// Dead letters of the sink that are stored, oldest first.
  var letters: [DeadLetter] { stored.storage.disk.letters.sorted { $0.key < $1.key }.map(\.value) }

  init(
    _ sink: any Sink, on stored: StoredLogBench, stages: [Graph.StageNode] = [], batch: Int = 256,
    atHardLimit: DurableSink.AtHardLimit = .skip, retry: RetryConfig = RetryConfig()
  ) async throws {
    self.stored = stored
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    feed = DurableFeed(
      name: "out", log: stored.log, limit: batch, atHardLimit: atHardLimit, time: stored.time, logger: logger)
    worker = SinkWorker(sink: sink, feed: feed, retry: retry, time: stored.time, logger: logger)
    router = Mutex(Router(graph: try StoredLogBench.graph(stages: stages)))
    await feed.prepare()
  }

  /// Appends events and routes them.
  func route(_ count: Int) async throws {
    try await stored.append(count)
    await routeRest()
  }

  /// Routes what is in the log.
  func routeRest() async {
    while case let entries = log.retained(after: log.routed, limit: 256), let last = entries.last {
      let step = router.withLock { $0.step(entries) }
      let end = log.record(step.outcomes, emissions: step.emissions, routed: last.number)
      log.advance(.router, to: last.number)
      if step.deliveries[0].isEmpty {
        feed.pass(upTo: end, routed: last.number)
      } else {
        await feed.offer(step.deliveries[0], upTo: end)
      }
    }
  }

  func start() -> Running { Running { [worker] in await worker.run() } }

  /// Moves time on whenever somebody sleeps, until that is true.
  func move(until condition: () async -> Bool) async {
    while await !condition(), !Task.isCancelled {
      if let next = time.nextDeadline { time.advance(to: next) }
      await Task.yield()
    }
  }

  /// Closes the feed and lets time pass until the worker has ended.
  func drain(_ running: Running) async {
    feed.close()
    await move { running.hasEnded }
    await stored.settle()
  }
}
