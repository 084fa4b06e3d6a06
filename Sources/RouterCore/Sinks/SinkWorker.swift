import Logging

/// Runs one sink: opens it, hands it batches, tries again what it asks to, sets aside what it rejects.
actor SinkWorker {
  /// A sink that wants to be tried again "now" must not keep a thread busy.
  private static let shortestPause = Duration.milliseconds(1)

  private let sink: any Sink
  private let queue: SinkQueue
  private let time: any TimeSource
  private let logger: Logger
  private var backoff = Backoff()
  private var isFailing = false
  private var timer: DeadlineTimer

  init(sink: any Sink, queue: SinkQueue, time: any TimeSource, logger: Logger) {
    self.sink = sink
    self.queue = queue
    self.time = time
    self.logger = logger
    timer = DeadlineTimer(time: time)
  }

  /// Works until the queue is closed and empty, then closes the sink. Cancelled, it gives up what waits.
  func run() async {
    if await open() {
      await work()
      await close()
    }
    abandonRest()
  }

  private func open() async -> Bool {
    while !Task.isCancelled, !queue.isDrained {
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
    while time.now() < end, !Task.isCancelled, !queue.isDrained { await wait(for: .drain, until: end) }
  }

  private func work() async {
    while !Task.isCancelled, !queue.isDrained {
      let batch = queue.take()
      if batch.isEmpty {
        await wait(for: .deliveries, until: await sink.deadline)
      } else {
        await deliver(batch)
      }
      await callDue()
    }
  }

  /// Until every event of the batch is settled. A cancelled task gives the rest up.
  private func deliver(_ batch: [Delivery]) async {
    var rest = batch[...]
    while !rest.isEmpty {
      if Task.isCancelled { return abandon(&rest) }
      switch await sink.deliver(Array(rest)) {
      case .delivered:
        settle(&rest, delivered: rest.count)
        recovered()
      case .retry(let delivered, let after, let reason):
        settle(&rest, delivered: delivered)
        // Progress: the next pause is a short one again.
        if delivered > 0 { backoff.reset() }
        guard !rest.isEmpty else { break }
        queue.count({ $0.retries += 1 }, settled: 0)
        noteFailure(reason)
        try? await time.sleep(for: max(after ?? backoff.next(), Self.shortestPause))
      case .rejected(let delivered, let reason):
        settle(&rest, delivered: delivered)
        setAside(&rest, reason: reason)
        recovered()
      }
    }
  }

  // MARK: Settling

  private func settle(_ rest: inout ArraySlice<Delivery>, delivered: Int) {
    let count = min(max(delivered, 0), rest.count)
    rest.removeFirst(count)
    queue.count({ $0.delivered += UInt64(count) }, settled: count)
  }

  private func setAside(_ rest: inout ArraySlice<Delivery>, reason: String) {
    guard let refused = rest.popFirst() else { return }
    queue.count({ $0.deadLettered += 1 }, settled: 1)
    logger.warning(
      "event rejected by the sink", metadata: ["id": "\(refused.number.publicID)", "reason": "\(reason)"])
  }

  private func abandon(_ rest: inout ArraySlice<Delivery>) {
    let count = rest.count
    rest.removeAll()
    queue.count({ $0.abandoned += UInt64(count) }, settled: count)
  }

  /// What waits when the sink has ended is counted, so that no event is without a fate.
  private func abandonRest() {
    while case let batch = queue.take(), !batch.isEmpty {
      queue.count({ $0.abandoned += UInt64(batch.count) }, settled: batch.count)
    }
    let abandoned = queue.counters().abandoned
    if abandoned > 0 { logger.error("events abandoned at stop", metadata: ["count": "\(abandoned)"]) }
  }

  // MARK: Failing and ending

  private func noteFailure(_ reason: String) {
    guard !isFailing else { return }
    isFailing = true
    logger.warning("the sink fails and is tried again", metadata: ["reason": "\(reason)"])
  }

  private func recovered() {
    backoff.reset()
    guard isFailing else { return }
    isFailing = false
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
  private func wait(for occasion: SinkQueueState.Occasion, until deadline: Timestamp?) async {
    timer.set(deadline) { [queue] _ in queue.wake() }
    await withTaskCancellationHandler {
      await queue.wait(for: occasion)
    } onCancel: {
      queue.wake()
    }
    timer.cancel()
  }

  private func callDue() async {
    let now = time.now()
    guard let deadline = await sink.deadline, deadline <= now else { return }
    await sink.due(at: now)
  }
}
