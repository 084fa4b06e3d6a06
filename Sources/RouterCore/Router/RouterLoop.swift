import Logging

/// Drives the router: follows the log, steps the router, hands deliveries to the outlets. An actor, so that a swap or a
/// question about the counters falls between two steps.
package actor RouterLoop {
  /// Entries taken from the log at once: large enough to share the cost of a wake-up, small enough for short pauses.
  private static let batchSize = 256
  /// Of old entries, which nobody waits for.
  private static let pageSize = 1024
  /// At reading old entries.
  private static let attempts = 5
  /// Until time is looked at again that could not pass.
  private static let shortestPause = Duration.milliseconds(10)

  private let log: any EventLog
  private let time: any TimeSource
  private let logger: Logger
  private var router: Router
  private var outlets: [any Outlet]
  private var position: EventNumber
  /// The last entry that has been stepped through the router, whether its step has been carried out or not.
  private var routedNow: EventNumber
  private var timer: DeadlineTimer
  /// Time could not pass: no other attempt before this.
  private var pausedUntil = Timestamp.distantPast
  private var turn = Turn()
  private var hasEnded = false
  private var steps: UInt64 = 0
  private var isHandingOver = false

  /// - Parameter outlets: one per sink of the graph, in its order.
  package init(graph: Graph, outlets: [any Outlet], log: any EventLog, time: any TimeSource, logger: Logger) {
    router = Router(graph: graph)
    self.outlets = outlets
    self.log = log
    self.time = time
    self.logger = logger
    position = log.routed
    routedNow = position
    timer = DeadlineTimer(time: time)
  }

  /// Routes until the log is closed and read to its end. Cancelled, it routes what the log still has without waiting
  /// for any sink, and ends then.
  package func run() async {
    await rehearse()
    armTimer()
    while let entries = await log.entries(after: position, limit: Self.batchSize), let last = entries.last {
      await inTurn(routed: last.number) { loop in
        loop.routedNow = last.number
        return loop.router.step(entries)
      }
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

  /// Tells moments apart: as long as it stays the same, everything that is counted as admitted has been handed over. Nil while
  /// something is being handed over.
  package func moment() -> UInt64? { isHandingOver ? nil : steps }

  /// The last entry that has been routed and handed to all outlets.
  package func routed() -> EventNumber { position }

  /// - Parameter ticket: tells a tick whose deadline was replaced while it waited for the actor.
  private func tick(_ ticket: DeadlineTimer.Ticket) async {
    guard timer.accept(ticket) else { return }
    await inTurn { loop in
      // Time does not overtake entries: a router that is started anew could not repeat what it decided then.
      let now = loop.time.now()
      let moment = loop.log.passTime(to: now, behind: loop.routedNow)
      // The entries on their way will bring the router there.
      if moment < now { loop.pausedUntil = now + Self.shortestPause }
      return loop.router.advance(to: moment)
    }
  }

  private func armTimer() {
    guard !hasEnded else { return }
    timer.set(router.deadline.map { max($0, pausedUntil) }) { [weak self] ticket in await self?.tick(ticket) }
  }

  // MARK: Starting

  /// Rebuilds the state of the stages from what was routed before the process was started.
  private func rehearse() async {
    guard position > .zero else { return }
    let head = log.status().head
    if let horizon = router.horizon, let moment = await lastMoment() {
      await rehearse(since: moment - horizon)
    }
    router.begin(at: log.routedAt, behind: head)
  }

  /// When the router last decided.
  private func lastMoment() async -> Timestamp? {
    if let moment = log.routedAt { return moment }
    return try? await log.history(after: EventNumber(position.value - 1), limit: 1).first?.loggedAt
  }

  private func rehearse(since moment: Timestamp) async {
    var backoff = Backoff()
    var next: EventNumber?
    var count = 0
    for attempt in 1... {
      do {
        var last = if let next { next } else { try await log.number(before: moment) }
        while last < position, !Task.isCancelled {
          let entries = try await log.history(after: last, limit: Self.pageSize).filter { $0.number <= position }
          guard let newest = entries.last else { break }
          router.rehearse(entries)
          count += entries.count
          last = newest.number
          next = last
        }
        break
      } catch {
        guard attempt < Self.attempts, !Task.isCancelled else {
          logger.error(
            "stages begin without what they knew: the log cannot be read", metadata: ["reason": "\(error)"])
          break
        }
        try? await time.sleep(for: backoff.next())
      }
    }
    if count > 0 {
      logger.notice("stages know again what they have seen", metadata: ["events": "\(count)", "since": "\(moment)"])
    }
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
    steps += 1
    isHandingOver = true
    defer { isHandingOver = false }
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
    log.record(step.outcomes, emissions: step.emissions, routed: routed, at: router.clock)
  }
}
