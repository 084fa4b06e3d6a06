import Logging

/// Runs one sink: opens it, hands it batches, tries again what it asks to, sets aside what it rejects.
actor SinkWorker {
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

  /// Works until the queue is closed and empty, or the task is cancelled; then closes the sink.
  func run() async {
    if await open() {
      await work()
      timer.cancel()
      await close()
    }
    abandonRest()
  }

  private func open() async -> Bool {
    while !Task.isCancelled {
      do {
        try await sink.open()
        recovered()
        return true
      } catch {
        await pause(after: nil, reason: "\(error)")
      }
    }
    return false
  }

  private func work() async {
    while !queue.isDrained {
      let batch = queue.take()
      if batch.isEmpty {
        if Task.isCancelled { return }
        await armTimer()
        await waitForDeliveries()
      } else {
        guard await deliver(batch) else { return }
      }
      await callDue()
    }
  }

  /// False when the task was cancelled before all was settled.
  private func deliver(_ batch: [Delivery]) async -> Bool {
    var rest = batch[...]
    while !rest.isEmpty {
      switch await sink.deliver(Array(rest)) {
      case .delivered:
        settle(&rest, delivered: rest.count)
        recovered()
      case .retry(let delivered, let after, let reason):
        settle(&rest, delivered: delivered)
        guard !rest.isEmpty else { break }
        queue.count({ $0.retries += 1 }, settled: 0)
        await pause(after: after, reason: reason)
        guard !Task.isCancelled else {
          queue.count({ $0.abandoned += UInt64(rest.count) }, settled: rest.count)
          return false
        }
      case .rejected(let delivered, let reason):
        settle(&rest, delivered: delivered)
        setAside(&rest, reason: reason)
      }
    }
    return true
  }

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

  private func pause(after requested: Duration?, reason: String) async {
    if !isFailing {
      isFailing = true
      logger.warning("the sink fails and is tried again", metadata: ["reason": "\(reason)"])
    }
    try? await time.sleep(for: requested ?? backoff.next())
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

  /// What waits when the sink has ended is counted, so that no event is without a fate.
  private func abandonRest() {
    while case let batch = queue.take(), !batch.isEmpty {
      queue.count({ $0.abandoned += UInt64(batch.count) }, settled: batch.count)
      logger.error("events abandoned at stop", metadata: ["count": "\(batch.count)"])
    }
  }

  // MARK: Time

  private func waitForDeliveries() async {
    await withTaskCancellationHandler {
      await queue.waitForDeliveries()
    } onCancel: {
      queue.wake()
    }
  }

  private func armTimer() async {
    timer.set(await sink.deadline) { [queue] in queue.wake() }
  }

  private func callDue() async {
    let now = time.now()
    guard let deadline = await sink.deadline, deadline <= now else { return }
    timer.fired()
    await sink.due(at: now)
  }
}
