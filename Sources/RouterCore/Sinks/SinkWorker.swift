import Logging

/// Runs one sink: opens it, hands it batches, tries again what it asks to, sets aside what it rejects.
actor SinkWorker {
  /// A sink that wants to be tried again "now" must not keep a thread busy.
  private static let shortestPause = Duration.milliseconds(1)

  private let sink: any Sink
  private let feed: any SinkFeed
  private let retry: RetryConfig
  private let time: any TimeSource
  private let logger: Logger
  /// On while something is tried again.
  nonisolated let failure = Signal()
  private var backoff: Backoff
  /// What is being tried again, in words; nil while everything works.
  private var trouble: String?
  private var isStopped = false
  private var timer: DeadlineTimer

  init(
    sink: any Sink, feed: any SinkFeed, retry: RetryConfig = RetryConfig(), time: any TimeSource, logger: Logger
  ) {
    self.sink = sink
    self.feed = feed
    self.retry = retry
    self.time = time
    self.logger = logger
    backoff = Backoff(first: retry.pause, limit: retry.maxPause)
    timer = DeadlineTimer(time: time)
  }

  /// Works until the feed is closed and empty, then closes the sink. Cancelled, it gives up what waits.
  func run() async {
    if await open() {
      await work()
      await close()
    }
    noteRest()
  }

  private func open() async -> Bool {
    while !Task.isCancelled, !feed.isDrained {
      do {
        try await sink.open()
        recovered()
        return true
      } catch {
        noteFailure("\(error)")
        await pauseBeforeOpening()
      }
    }
    return false
  }

  /// Ends early when nothing is left to open for.
  private func pauseBeforeOpening() async {
    let end = time.now() + backoff.next()
    while time.now() < end, !Task.isCancelled, !feed.isDrained { await wait(for: .drain, until: end) }
  }

  private func work() async {
    while !Task.isCancelled, !isStopped, !feed.isDrained {
      guard let batch = await take() else { continue }
      if batch.isEmpty {
        await wait(for: .deliveries, until: await sink.deadline)
      } else {
        await deliver(batch)
      }
      await callDue()
    }
  }

  /// Nil after a pause because the log could not be read.
  private func take() async -> [Delivery]? {
    do {
      return try await feed.take()
    } catch {
      note(trouble: "the log cannot be read for the sink", reason: "\(error)")
      try? await time.sleep(for: backoff.next())
      return nil
    }
  }

  /// Until every event of the batch is settled. A cancelled task leaves the rest.
  private func deliver(_ batch: [Delivery]) async {
    var rest = batch[...]
    // Of the front of the rest, how often the sink was given it.
    var attempts = 0
    while !rest.isEmpty {
      if Task.isCancelled { return feed.giveUp() }
      attempts += 1
      let answer = await sink.deliver(Array(rest))
      if settle(&rest, answer.deliveredCount(of: rest.count)) { attempts = 1 }
      switch answer {
      case .delivered: recovered()
      case .retry(let delivered, let after, let reason):
        // Progress: the next pause is a short one again.
        if delivered > 0 { backoff.reset() }
        guard !rest.isEmpty else { break }
        feed.noteRetry()
        noteFailure(reason)
        if retry.attempts > 0, attempts >= retry.attempts {
          setAside(&rest, reason: reason, attempts: attempts)
          attempts = 0
        }
        try? await time.sleep(for: max(after ?? backoff.next(), Self.shortestPause))
      case .rejected(_, let reason):
        setAside(&rest, reason: reason, attempts: attempts)
        attempts = 0
        recovered()
      case .stop(_, let reason):
        feed.giveUp()
        return stop(reason)
      }
    }
  }

  // MARK: Settling

  /// False when nothing has arrived.
  private func settle(_ rest: inout ArraySlice<Delivery>, _ delivered: Int) -> Bool {
    guard delivered > 0 else { return false }
    rest.removeFirst(delivered)
    feed.settle(delivered: delivered)
    return true
  }

  private func setAside(_ rest: inout ArraySlice<Delivery>, reason: String, attempts: Int) {
    guard let refused = rest.popFirst() else { return }
    feed.setAside(reason: reason, attempts: attempts)
    logger.warning(
      "event not accepted by the sink",
      metadata: ["id": "\(refused.number.publicID)", "reason": "\(reason)", "attempts": "\(attempts)"])
  }

  /// What is left when the sink has ended is told, so that no event is without a fate.
  private func noteRest() {
    switch feed.end() {
    case .abandoned(let count) where count > 0:
      logger.error("events abandoned at stop", metadata: ["count": "\(count)"])
    case .kept(let count) where count > 0:
      logger.notice("events stay in the log for the next start", metadata: ["count": "\(count)"])
    case .abandoned, .kept: break
    }
  }

  // MARK: Failing and ending

  private func stop(_ reason: String) {
    isStopped = true
    feed.stop()
    logger.error(
      "the sink wants nothing more: it gets no events until the next start", metadata: ["reason": "\(reason)"])
  }

  private func noteFailure(_ reason: String) { note(trouble: "the sink fails and is tried again", reason: reason) }

  /// Says it once.
  private func note(trouble: String, reason: String) {
    guard self.trouble != trouble else { return }
    self.trouble = trouble
    failure.set(true)
    logger.warning("\(trouble)", metadata: ["reason": "\(reason)"])
  }

  private func recovered() {
    backoff.reset()
    guard trouble.take() != nil else { return }
    failure.set(false)
    logger.notice("the sink works again")
  }

  private func close() async {
    do {
      try await sink.close()
    } catch {
      logger.error("the sink did not close properly", metadata: ["reason": "\(error)"])
    }
  }

  // MARK: Waiting

  /// Until the occasion or the moment has come, or the task is cancelled; sometimes earlier.
  private func wait(for occasion: SinkOccasion, until deadline: Timestamp?) async {
    timer.set(deadline) { [feed] _ in feed.wake() }
    await withTaskCancellationHandler {
      await feed.wait(for: occasion)
    } onCancel: {
      feed.wake()
    }
    timer.cancel()
  }

  private func callDue() async {
    let now = time.now()
    guard let deadline = await sink.deadline, deadline <= now else { return }
    await sink.due(at: now)
  }
}
