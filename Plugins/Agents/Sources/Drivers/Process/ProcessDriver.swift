import Foundation
import Logging
import RouterCore
import Synchronization

/// Runs an agent as a process of this machine: starts it, gives it orders, passes on what it tells, and starts it again by its
/// policy when it ends by itself. See `ProcessConfig`.
///
/// The router's process must ignore SIGPIPE (`junctor run` does): an order may be written to an agent that has just ended.
actor ProcessDriver: AgentDriver {
  nonisolated let counters = ProcessCounters()

  private let config: ProcessConfig
  private let context: DriverContext
  private let agent: String
  private let catalogue: Catalogue
  private let time: any TimeSource
  private let logger: Logger
  private let inherited: [String: String]

  private var policy: RestartPolicy
  /// Who is told; nobody before `run` and after it. Known from the first moment of `run`, before the actor has its turn.
  private nonisolated let listener = Mutex<DriverNews.Tell?>(nil)
  private nonisolated let closed = Signal()
  private var process: AgentProcess?
  /// The lives under way: one, or none.
  private var life: Task<Void, Never>?
  /// What is being done since it has ended by itself: that is told, and it is started again.
  private var recovery: Task<Void, Never>?
  /// How often somebody has wanted something of it: what was planned before does not count then.
  private var wishes = 0

  /// - Parameter inherited: the router's own environment.
  init(
    config: ProcessConfig, context: DriverContext, inherited: [String: String] = ProcessInfo.processInfo.environment
  ) {
    self.config = config
    self.context = context
    self.inherited = inherited
    agent = context.agent
    catalogue = context.component.catalogue
    time = context.time
    var logger = context.component.logger
    logger[metadataKey: "agent"] = "\(agent)"
    self.logger = logger
    policy = RestartPolicy(config.restart)
  }

  nonisolated func run(_ tell: @escaping DriverNews.Tell) async {
    listener.withLock { $0 = tell }
    for await _ in AsyncStream<Never>.makeStream().stream {}
    // This task is cancelled; ending a process in order takes a while.
    await Task { await close() }.value
  }

  private func close() async {
    listener.withLock { $0 = nil }
    forgetPlans()
    closed.set(true)
    let order = AgentOrder("stop", agent: agent, parameters: nil, requestID: "stop_\(UUID().uuidString)")
    await process?.stop(order, graceful: true, config.stop)
    await life?.value
    await recovery?.value
  }

  // MARK: Commands

  func start(_ order: AgentOrder) async throws(DriverError) {
    guard listener.withLock({ $0 }) != nil else { throw .unavailable("the router stops") }
    guard process == nil else { throw .failed("the agent runs already") }
    forgetPlans()
    policy.reset()
    try await begin(order)
  }

  func stop(_ order: AgentOrder, graceful: Bool) async throws(DriverError) {
    forgetPlans()
    guard let process else { return }
    await end(process, by: order, graceful: graceful)
  }

  private func forgetPlans() {
    wishes += 1
    recovery?.cancel()
  }

  /// Ends it and waits until nothing is left of it, also when the caller waits no longer: else its limits would not hold.
  private func end(_ process: AgentProcess, by order: AgentOrder?, graceful: Bool) async {
    await Task { [life, config] in
      await process.stop(order, graceful: graceful, config.stop)
      await life?.value
    }.value
  }

  func send(_ order: AgentOrder) async throws(DriverError) -> AgentReply {
    guard let process else { throw .unavailable("the agent does not run") }
    // How long a task may take is said by whoever gives it, who then waits no longer.
    guard order.command != "run_task" else { return try await process.ask(order).get() }
    return try await answer(to: order, from: process, within: config.answerTimeout)
  }

  private func answer(
    to order: AgentOrder, from process: AgentProcess, within limit: Duration
  ) async throws(DriverError) -> AgentReply {
    let answer = await time.first(within: limit) {
      await process.ask(order)
    } else: {
      PendingReplies.Answer.failure(.timeout("the agent has not answered within \(limit)"))
    }
    return try answer.get()
  }

  // MARK: Lives

  /// Begins a life; returns when it works as far as can be known.
  /// - Parameter announce: that it works; done before anything can be done about its end.
  private func begin(_ order: AgentOrder, announce: () async -> Void = {}) async throws(DriverError) {
    guard let tell = listener.withLock({ $0 }) else { throw .unavailable("the router stops") }
    let launch = Launch(agent: agent, config: config, run: UUID().uuidString, inherited: inherited)
    let replies = PendingReplies()
    let output = AgentOutput(
      reader: AgentLine.Reader(agent: agent, catalogue: catalogue, time: time), maxLine: config.maxLine.bytes,
      time: time, logger: logger, counters: counters, tell: tell, resolve: replies.resolve,
      isClosed: { [closed] in closed.isOn })
    let process = AgentProcess(launch, output: output, replies: replies, time: time)
    self.process = process
    let wish = wishes
    let (worked, works) = AsyncStream<Timestamp>.makeStream(bufferingPolicy: .bufferingOldest(1))
    life = Task {
      let end = await process.run()
      // Whoever began it has said by now, or will, whether it ever worked.
      var since: Timestamp?
      for await moment in worked { since = moment }
      await ended(process, end, worksSince: since, wish: wish)
    }
    do {
      try await prove(process, order)
    } catch {
      works.finish()
      await end(process, by: nil, graceful: false)
      throw error
    }
    let since = time.now()
    await announce()
    works.yield(since)
    works.finish()
  }

  private func prove(_ process: AgentProcess, _ order: AgentOrder) async throws(DriverError) {
    var beginning = process.beginning.makeAsyncIterator()
    let first = await beginning.next()
    try checkInterest()
    if case .failed(let reason) = first { throw .failed("the agent \(reason)") }
    switch config.ready {
    case .spawned:
      process.tell(order)
      let hasEnded = await process.ends(within: config.settle)
      try checkInterest()
      guard hasEnded, case .failed(let reason) = await beginning.next() else { return }
      throw .failed("the agent \(reason)")
    case .answer:
      let reply = try await answer(to: order, from: process, within: config.startTimeout)
      if case .failed(let reason) = reply.outcome { throw .failed(reason) }
    }
  }

  /// Waits return at once when nobody wants to know any more whether it works: that proves nothing.
  private func checkInterest() throws(DriverError) {
    if Task.isCancelled { throw .timeout("nobody waits any more until it works") }
  }

  /// - Parameters:
  ///   - worksSince: nil if it never worked; whoever started it then knows why.
  ///   - wish: what was wanted last when it began: if something was wanted since, that counts.
  private func ended(_ process: AgentProcess, _ end: ProcessEnd, worksSince: Timestamp?, wish: Int) async {
    let wasToldTo = await process.isStopping
    self.process = nil
    logger.info("the agent \(end)", metadata: ["told_to": "\(wasToldTo)"])
    guard !wasToldTo, wish == wishes, let worksSince else { return }
    let ranFor = time.now() - worksSince
    // Apart: this life is over also while that cannot be told.
    recovery = Task { await recover(from: end, ranFor: ranFor) }
  }

  /// The agent has ended by itself. Cancelled when somebody wants something of it.
  private func recover(from end: ProcessEnd, ranFor: Duration) async {
    var (end, ranFor) = (end, ranFor)
    var random = SystemRandomNumberGenerator()
    while true {
      switch policy.decide(after: end, ranFor: ranFor, at: time.now(), using: &random) {
      case .leave(let because):
        _ = await report(.failed(reason: "the agent \(end): \(because)", restart: nil))
        return
      case .restart(let moment):
        // Told before anything that comes after it, however long that takes.
        guard await report(.failed(reason: "the agent \(end)", restart: moment)) else { return }
        guard (try? await time.sleep(until: moment)) != nil else { return }
        do throws(DriverError) {
          return try await again()
        } catch {
          (end, ranFor) = (.lost("was started again in vain: \(error)"), .zero)
        }
      }
      guard !Task.isCancelled else { return }
    }
  }

  private func again() async throws(DriverError) {
    // Its configuration may have changed since it was started.
    guard let order = await context.currentStart(), !Task.isCancelled, process == nil else { return }
    counters.restarts.add()
    try await begin(order) { _ = await report(.runs(reason: Operator.again)) }
  }

  private func report(_ news: DriverNews) async -> Bool {
    guard let tell = listener.withLock({ $0 }) else { return false }
    return await context.report(news, to: tell)
  }
}
