import ConfigSchema
import Logging
import TestSupport

@testable import RouterCore

/// A queue and its worker on virtual time.
struct SinkBench {
  let time: VirtualTime
  let queue: SinkQueue
  let worker: SinkWorker

  init(
    _ sink: any Sink, time: VirtualTime, events: Int = 10_000, size: Int = 1 << 26, batch: Int = 256,
    whenFull: SinkQueueConfig.WhenFull = .dropOldest, retry: RetryConfig = RetryConfig()
  ) {
    self.time = time
    var config = SinkQueueConfig()
    config.events = events
    config.size = ByteSize(bytes: size)
    config.batch = batch
    config.whenFull = whenFull
    queue = SinkQueue(config: config)
    worker = SinkWorker(
      sink: sink, feed: queue, retry: retry, time: time, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    )
  }

  func start() -> Running { Running { [worker] in await worker.run() } }

  /// Moves time on whenever somebody sleeps, until that is true.
  func move(until condition: () -> Bool) async {
    while !condition(), !Task.isCancelled {
      if let next = time.nextDeadline { time.advance(to: next) }
      await Task.yield()
    }
  }

  /// Closes the queue and lets time pass until the worker has ended.
  func drain(_ running: Running) async {
    queue.close()
    await move { running.hasEnded }
  }
}
