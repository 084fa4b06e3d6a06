import Logging

/// Drives the router: follows the log, steps the router, hands deliveries to the outlets. An actor, so that a swap or a
/// question about the counters falls between two batches.
package actor RouterLoop {
  /// Entries taken from the log at once: large enough to share the cost of a wake-up, small enough for short pauses.
  private static let batchSize = 256

  private let log: any EventLog
  private let time: any TimeSource
  private let logger: Logger
  private var router: Router
  private var outlets: [any Outlet]
  private var position = EventNumber.zero
  private var timer: DeadlineTimer

  /// - Parameter outlets: one per sink of the graph, in its order.
  package init(graph: Graph, outlets: [any Outlet], log: any EventLog, time: any TimeSource, logger: Logger) {
    router = Router(graph: graph)
    self.outlets = outlets
    self.log = log
    self.time = time
    self.logger = logger
    timer = DeadlineTimer(time: time)
  }

  /// Routes until the log is closed and read to its end, or the task is cancelled.
  package func run() async {
    armTimer()
    while let entries = await log.entries(after: position, limit: Self.batchSize), let last = entries.last {
      await finish(router.step(entries))
      position = last.number
      log.advance(.router, to: position)
      armTimer()
    }
    timer.cancel()
  }

  /// Puts another graph in place, between two batches.
  package func swap(to graph: Graph, outlets: [any Outlet]) async {
    let step = router.swap(to: graph)
    log.record(step.outcomes)
    self.outlets = outlets
    armTimer()
  }

  package func counters() -> LedgerSnapshot { router.counters() }

  /// The last entry that has been routed.
  package func routed() -> EventNumber { position }

  private func tick() async {
    timer.fired()
    await finish(router.advance(to: time.now()))
    armTimer()
  }

  private func armTimer() {
    timer.set(router.deadline) { [weak self] in await self?.tick() }
  }

  private func finish(_ step: RouterStep) async {
    // The outlets of the graph that decided: a swap may come in while an outlet makes this wait.
    let outlets = self.outlets
    log.record(step.outcomes)
    for (sink, deliveries) in step.deliveries.enumerated() where !deliveries.isEmpty {
      await outlets[sink].offer(deliveries)
    }
    for (origin, event) in step.emissions {
      do {
        _ = try await log.append([event], from: origin, whenFull: .accept)
      } catch {
        logger.error("an emitted event was lost: the log refused it", metadata: ["error": "\(error)", "type": "\(event.typeName)"])
      }
    }
  }
}
