import SignedHTTP
import Logging
import RouterCore

/// Posts events to an HTTP endpoint, several requests at a time; events with the same key one after the other.
///
/// Requests end in any order, while the engine is answered from the front of a batch. What is done behind the front is
/// remembered (`Progress`), so that a batch that is offered again costs only what is left of it.
package actor WebhookSink: Sink {
  typealias MakeTransport = @Sendable (WebhookConfig, WebhookURL) throws -> any Transport

  private let config: WebhookConfig
  private let url: WebhookURL
  private let time: any TimeSource
  private let logger: Logger
  private let breakers: CircuitBreakers
  private let cloudEvent: CloudEvent
  private let makeTransport: MakeTransport

  private var transport: (any Transport)?
  private var progress = Progress()
  private var pacer: Pacer?
  /// Why the endpoint wants nothing more.
  private var goneReason: String?

  package init(config: WebhookConfig, url: WebhookURL, context: ComponentContext) {
    let time = context.time
    self.init(config: config, url: url, context: context, breakers: .shared) { config, url in
      try HTTPTransport(config, url: url, time: time)
    }
  }

  init(
    config: WebhookConfig, url: WebhookURL, context: ComponentContext, breakers: CircuitBreakers,
    makeTransport: @escaping MakeTransport
  ) {
    self.config = config
    self.url = url
    self.breakers = breakers
    self.makeTransport = makeTransport
    time = context.time
    logger = context.logger
    cloudEvent = CloudEvent(typePrefix: config.typePrefix, sourcePrefix: config.sourcePrefix)
    pacer = config.rate.map(Pacer.init)
  }

  package func open() async throws { _ = try readyTransport() }

  package func deliver(_ batch: [Delivery]) async -> SinkAnswer {
    let sender: Sender
    do {
      sender = Sender(config, transport: try readyTransport(), time: time)
    } catch {
      return .retry(reason: "\(error)")
    }
    let bodies = config.format == .batch ? batch.map(cloudEvent.bytes) : []
    let plan = await carryOut(plan(batch, sizes: bodies.map { $0.count + 1 }), sender) { [cloudEvent] shipment in
      bodies.isEmpty ? cloudEvent.bytes(of: batch[shipment[0]]) : CloudEvent.batch(shipment.map { bodies[$0] })
    }
    progress.update(plan)
    if case .stop(_, let reason) = plan.answer { goneReason = reason }
    return plan.answer
  }

  package func close() async throws {
    try await transport?.close()
    transport = nil
  }

  private func readyTransport() throws -> any Transport {
    if let transport { return transport }
    let new = try makeTransport(config, url)
    transport = new
    return new
  }
}

// MARK: - Planning

extension WebhookSink {
  private func plan(_ batch: [Delivery], sizes: [Int]) -> DispatchPlan {
    var keys: [String: Int] = [:]
    let items = batch.enumerated().map { index, delivery in
      let name = config.order == .strict ? "" : config.key.value(of: delivery.event)
      let key = keys[name] ?? keys.count
      keys[name] = key
      return DispatchPlan.Item(number: delivery.number, key: key, size: sizes.isEmpty ? 0 : sizes[index])
    }
    var limits = DispatchPlan.Limits(concurrency: config.order == .strict ? 1 : config.concurrency)
    if config.format == .batch { (limits.events, limits.size) = (config.batch.events, config.batch.size.bytes - 1) }
    var plan = DispatchPlan(items, limits: limits, progress: progress)
    if let goneReason { plan.end(reason: goneReason) }
    return plan
  }
}

// MARK: - Sending

extension WebhookSink {
  private enum Completion {
    case request([Int], CircuitBreaker.Admission, Verdict)
    /// The rate allows another request.
    case pace
  }

  /// Carries the plan out until nothing more may be sent and nothing is under way. Cancelled, it begins nothing more.
  /// - Parameter body: of a request with these events.
  private func carryOut(
    _ plan: consuming DispatchPlan, _ sender: Sender, body: @escaping @Sendable ([Int]) -> [UInt8]
  ) async -> DispatchPlan {
    var plan = plan
    await withTaskGroup(of: Completion.self) { group in
      // A wait for the rate may be left over.
      defer { group.cancelAll() }
      var isPacing = false
      while true {
        while !isPacing, let (shipment, start) = next(of: &plan) {
          switch start {
          case .now(let admission):
            let id = RequestID.text(of: shipment.map { plan.items[$0].number })
            group.addTask { .request(shipment, admission, await sender.send(body(shipment), id: id)) }
          case .later(let opening):
            isPacing = true
            group.addTask { [time] in
              try? await time.sleep(until: opening)
              return .pace
            }
          }
        }
        guard plan.inFlight > 0 || (isPacing && plan.next() != nil), let completion = await group.next() else { return }
        switch completion {
        case .pace: isPacing = false
        case .request(let shipment, let admission, let verdict):
          record(verdict, of: admission)
          plan.finish(shipment, verdict)
        }
      }
    }
    return plan
  }

  private enum Start {
    case now(CircuitBreaker.Admission)
    case later(Timestamp)
  }

  /// The next request, counted as begun if it may begin now.
  private func next(of plan: inout DispatchPlan) -> (shipment: [Int], start: Start)? {
    guard !Task.isCancelled, let shipment = plan.next() else { return nil }
    let now = time.now()
    if let opening = pacer?.opening(at: now) { return (shipment, .later(opening)) }
    switch breakers.admit(url.server, at: now) {
    case .wait(let duration):
      // Requests under way may show that the server works.
      if plan.inFlight == 0 {
        plan.pause(after: duration, reason: "\(url.server) does not work: nothing is sent to it for a while")
      }
      return nil
    case let admission:
      plan.start(shipment)
      pacer?.take(at: now)
      return (shipment, .now(admission))
    }
  }

  private func record(_ verdict: Verdict, of admission: CircuitBreaker.Admission) {
    let (before, after) = breakers.record(
      verdict.outcome, of: admission, to: url.server, at: time.now(), config.breaker)
    switch (before, after) {
    case (.closed, .open(_, let pause)):
      logger.warning(
        "a server is left alone for a while", metadata: ["server": "\(url.server)", "pause": "\(pause)"])
    case (.open, .closed), (.probing, .closed):
      logger.notice("a server works again", metadata: ["server": "\(url.server)"])
    default: break
    }
  }
}
