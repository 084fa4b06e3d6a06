import Logging

/// Drives the router: follows the log, steps the router, hands deliveries to the outlets. An actor, so that a swap or a
/// question about the counters falls between two steps.
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
  private var turn = Turn()
  private var hasEnded = false

  /// - Parameter outlets: one per sink of the graph, in its order.
  package init(graph: Graph, outlets: [any Outlet], log: any EventLog, time: any TimeSource, logger: Logger) {
    router = Router(graph: graph)
    self.outlets = outlets
    self.log = log
    self.time = time
    self.logger = logger
    timer = DeadlineTimer(time: time)
  }

  /// Routes until the log is closed and read to its end. Cancelled, it routes what the log still has without waiting
  /// for any sink, and ends then.
  package func run() async {
    armTimer()
    while let entries = await log.entries(after: position, limit: Self.batchSize), let last = entries.last {
      await inTurn(routed: last.number) { $0.router.step(entries) }
      position = last.number
      log.advance(.router, to: position)
    }
    // A tick that is under way finishes first; a later one finds the timer gone.
    await inTurn { loop in
      loop.hasEnded = true
      loop.timer.cancel()
      return nil
    }
  }

  /// Puts another graph in place, between two steps. Does not wait for a step that a sink holds up: that one still goes
  /// to the outlets of its own graph.
  package func swap(to graph: Graph, outlets: [any Outlet]) {
    let step = router.swap(to: graph)
    record(step, routed: nil)
    self.outlets = outlets
    armTimer()
  }

  package func counters() -> LedgerSnapshot { router.counters() }

  /// The last entry that has been routed and handed to all outlets.
  package func routed() -> EventNumber { position }

  /// - Parameter ticket: tells a tick whose deadline was replaced while it waited for the actor.
  private func tick(_ ticket: DeadlineTimer.Ticket) async {
    guard timer.accept(ticket) else { return }
    await inTurn { $0.router.advance(to: $0.time.now()) }
  }

  private func armTimer() {
    guard !hasEnded else { return }
    timer.set(router.deadline) { [weak self] ticket in await self?.tick(ticket) }
  }

  // MARK: Turns

  /// Steps the router and carries out the step before the next one begins: an outlet may suspend the actor, and what a
  /// tick then decides must not overtake.
  /// - Parameter routed: the last entry that the step is about, if it is about entries.
  private func inTurn(
    routed: EventNumber? = nil, _ step: (isolated RouterLoop) -> RouterStep?
  ) async {
    await takeTurn()
    // The outlets of the graph that decides: a swap may come in while an outlet makes this wait.
    let outlets = self.outlets
    if let step = step(self) { await carryOut(step, outlets, routed: routed) }
    armTimer()
    turn.pass()
  }

  private func takeTurn() async {
    guard !turn.take() else { return }
    await withCheckedContinuation { turn.wait($0) }
  }

  private func carryOut(_ step: RouterStep, _ outlets: [any Outlet], routed: EventNumber?) async {
    // Before anybody hears of it: who resumes finds everything in the journal that was ever handed over.
    let end = record(step, routed: routed)
    for (sink, deliveries) in step.deliveries.enumerated() {
      if deliveries.isEmpty {
        outlets[sink].pass(upTo: end, routed: routed)
      } else {
        await outlets[sink].offer(deliveries, upTo: end)
      }
    }
  }

  @discardableResult
  private func record(_ step: RouterStep, routed: EventNumber?) -> JournalPosition {
    log.record(step.outcomes, emissions: step.emissions, routed: routed)
  }
}
