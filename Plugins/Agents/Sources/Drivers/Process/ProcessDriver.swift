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
  /// Waits to start it again.
  private var restart: Task<Void, Never>?
  /// How often somebody has wanted something of it: what was planned before does not count then.
  private var wishes = 0

  init(config: ProcessConfig, agent: String, context: ComponentContext) {
    self.init(config: config, agent: agent, context: context, inherited: ProcessInfo.processInfo.environment)
  }

  /// - Parameter inherited: the router's own environment.
  init(config: ProcessConfig, agent: String, context: ComponentContext, inherited: [String: String]) {
    self.config = config
    self.agent = agent
    self.inherited = inherited
    catalogue = context.catalogue
    time = context.time
    var logger = context.logger
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
    restart?.cancel()
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
  private func begin(_ order: AgentOrder) async throws(DriverError) {
    guard let tell = listener.withLock({ $0 }) else { throw .unavailable("the router stops") }
    let launch = Launch(agent: agent, config: config, run: UUID().uuidString, inherited: inherited)
    let replies = PendingReplies()
    let output = AgentOutput(
      reader: AgentLine.Reader(agent: agent, catalogue: catalogue, time: time), maxLine: config.maxLine.bytes,
      time: time, logger: logger, counters: counters, tell: tell, resolve: replies.resolve,
      isClosed: { [closed] in closed.isOn })
    let process = AgentProcess(launch, output: output, replies: replies, time: time)
    self.process = process
    let (worked, works) = AsyncStream<Timestamp>.makeStream(bufferingPolicy: .bufferingOldest(1))
    life = Task {
      let end = await process.run()
      // Whoever began it has said by now, or will, whether it ever worked.
      var since: Timestamp?
      for await moment in worked { since = moment }
      await ended(process, end, worksSince: since)
    }
    do {
      try await prove(process, order)
    } catch {
      works.finish()
      await end(process, by: nil, graceful: false)
      throw error
    }
    works.yield(time.now())
    works.finish()
  }

  private func prove(_ process: AgentProcess, _ order: AgentOrder) async throws(DriverError) {
    var beginning = process.beginning.makeAsyncIterator()
    if case .failed(let reason) = await beginning.next() { throw .failed("the agent \(reason)") }
    switch config.ready {
    case .spawned:
      process.tell(order)
      guard await process.ends(within: config.settle) else { return }
      guard case .failed(let reason) = await beginning.next() else { return }
      throw .failed("the agent \(reason)")
    case .answer:
      let reply = try await answer(to: order, from: process, within: config.startTimeout)
      if case .failed(let reason) = reply.outcome { throw .failed(reason) }
    }
  }

  /// - Parameter worksSince: nil if it never worked; whoever started it then knows why.
  private func ended(_ process: AgentProcess, _ end: ProcessEnd, worksSince: Timestamp?) async {
    self.process = nil
    let wasToldTo = await process.isStopping
    logger.info("the agent \(end)", metadata: ["told_to": "\(wasToldTo)"])
    guard !wasToldTo, let worksSince else { return }
    await recover(from: end, ranFor: time.now() - worksSince)
  }

  /// The agent has ended by itself.
  private func recover(from end: ProcessEnd, ranFor: Duration) async {
    var random = SystemRandomNumberGenerator()
    switch policy.decide(after: end, ranFor: ranFor, at: time.now(), using: &random) {
    case .leave(let because):
      await report(.failed(reason: "the agent \(end): \(because)", restart: nil))
    case .restart(let moment):
      let wish = wishes
      // Told before anything that comes after it, however long that takes.
      await report(.failed(reason: "the agent \(end)", restart: moment))
      guard wish == wishes else { return }
      restart = Task { await again(at: moment) }
    }
  }

  private func again(at moment: Timestamp) async {
    guard (try? await time.sleep(until: moment)) != nil, process == nil else { return }
    counters.restarts.add()
    let order = AgentOrder("start", agent: agent, parameters: nil, requestID: "start_\(UUID().uuidString)")
    do {
      try await begin(order)
      guard !Task.isCancelled else { return }
      await report(.runs(reason: Operator.again))
    } catch {
      guard !Task.isCancelled else { return }
      await recover(from: .lost("was started again in vain: \(error)"), ranFor: .zero)
    }
  }

  /// Tells what has become of the agent, again and again while that cannot be kept.
  private func report(_ news: DriverNews) async {
    var backoff = Backoff(first: .milliseconds(100), limit: .seconds(10))
    while let tell = listener.withLock({ $0 }) {
      do {
        return try await tell(news)
      } catch {
        logger.warning("what became of the agent cannot be kept yet", metadata: ["reason": "\(error)"])
        try? await time.sleep(for: backoff.next())
      }
    }
  }
}
