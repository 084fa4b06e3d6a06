import Logging
import RouterCore
import Synchronization

/// Who looks after one agent: gives it orders, one after the other, and notes what its driver tells.
final class Operator: Sendable {
  let id: String
  let endsWithRouter: Bool
  private let driver: any AgentDriver
  private let registry: Registry
  private let time: any TimeSource
  private let timeout: Duration
  private let logger: Logger
  private let jobs = JobQueue()
  private let predecessor: Operator?
  private let gone = Gate()
  private let isLeft = Signal()
  /// Why it begins to work, while nobody has noted yet that it does: what it tells comes behind that.
  private let beginning = Mutex<String?>(nil)
  /// Starts and stops so far.
  private let turns = Atomic(0)
  let tasks = TaskCount()

  init(
    _ id: String, _ choice: DriverChoice, _ registry: Registry, timeout: Duration, after predecessor: Operator?,
    _ context: DriverContext
  ) {
    self.id = id
    endsWithRouter = choice.endsWithRouter
    driver = choice.config.makeDriver(context)
    (self.registry, self.timeout, self.predecessor) = (registry, timeout, predecessor)
    (time, logger) = (context.time, context.component.logger)
  }

  /// Until cancelled, or closed.
  func run() async {
    defer { gone.open() }
    // Two drivers of one agent would start it twice.
    await predecessor?.gone.pass()
    await withTaskGroup { group in
      // At once, so that the driver knows whom to tell before it gets its first order.
      group.addImmediateTask { [driver] in await driver.run { news in try await self.note(news) } }
      group.addTask {
        await self.resume()
        await self.jobs.run()
      }
      // The driver may have nothing to do; the end of the jobs is the end of all.
      await group.next()
      if !Task.isCancelled, !jobs.isClosed { await group.next() }
      await sayGoodbye()
      group.cancelAll()
    }
    jobs.abandon()
  }

  /// The agent is deleted, or gets another driver.
  /// - Parameter isThere: it is told to stop.
  func close(isThere: Bool) {
    isLeft.set(isThere)
    jobs.close()
  }

  /// What nobody looks after any more should not go on working.
  private func sayGoodbye() async {
    guard isLeft.isOn, let parameters = try? Self.parameters({ $0.member("graceful", true) }) else { return }
    let order = Self.order("stop", id, parameters)
    _ = await limited(timeout) { [driver] () throws(DriverError) in try await driver.stop(order, graceful: true) }
  }

  /// Does something when nothing else is done with the agent.
  func inTurn<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) async throws -> Value {
    try await jobs.perform(work)
  }

  // MARK: Orders

  /// - Throws: `AgentCommandError`, or what the store throws.
  func start(_ record: AgentRecord, reason: String) async throws {
    let order = Self.startOrder(record)
    if record.state.status == .paused { return try await goOn(order, reason: reason) }
    try await want(true)
    beginning.withLock { $0 = reason }
    defer { beginning.withLock { $0 = nil } }
    let turn = nextTurn()
    let result = await limited(timeout) { [driver] () throws(DriverError) in
      try await driver.start(order)
    } late: {
      await self.settle(.started, reason: reason, if: turn)
    }
    switch result {
    case .success: try await settle(.started, reason: reason)
    case .failure(.unavailable(let text)):
      try await want(record.state.shouldWork)
      throw AgentCommandError.invalidState("agent '\(id)' cannot be started: \(text)")
    case .failure(.failed(let text)):
      try await registry.step(id, .notStarted, reason: "start_failed")
      throw AgentCommandError.invalidState("agent '\(id)' has not started: \(text)")
    case .failure(.timeout(let text)):
      try await registry.step(id, .notStarted, reason: "start_timeout")
      throw AgentCommandError.timeout("agent '\(id)' has not started: \(text)")
    }
  }

  /// One that has paused is there: it is told, and not started again.
  private func goOn(_ order: AgentOrder, reason: String) async throws {
    switch await limited(timeout, { [driver] () throws(DriverError) in try await driver.send(order).outcome }) {
    case .success(.succeeded): try await registry.step(id, .started, reason: reason)
    case .success(.failed(let text)), .failure(.failed(let text)), .failure(.unavailable(let text)):
      throw AgentCommandError.invalidState("agent '\(id)' does not go on: \(text)")
    case .failure(.timeout(let text)): throw AgentCommandError.timeout("agent '\(id)' does not go on: \(text)")
    }
  }

  /// - Throws: as `start`.
  func stop(_ record: AgentRecord, graceful: Bool, reason: String) async throws {
    // Whoever goes now goes because it was told to.
    try await want(false)
    beginning.withLock { $0 = nil }
    let order = Self.order("stop", id, try Self.parameters { $0.member("graceful", graceful) })
    let turn = nextTurn()
    let result = await limited(timeout) { [driver] () throws(DriverError) in
      try await driver.stop(order, graceful: graceful)
    } late: {
      await self.settle(.ended, reason: reason, if: turn)
    }
    switch result {
    // One that is not there has stopped.
    case .success, .failure(.unavailable): try await settle(.ended, reason: reason)
    case .failure(.failed(let text)):
      try await want(record.state.shouldWork)
      throw AgentCommandError.invalidState("agent '\(id)' has not stopped: \(text)")
    case .failure(.timeout(let text)):
      try await want(record.state.shouldWork)
      throw AgentCommandError.timeout("agent '\(id)' has not stopped: \(text)")
    }
  }

  /// Any other order.
  /// - Parameter limit: how long the answer is waited for; nil for the driver's own time.
  func send(
    _ command: String, _ parameters: JSONDocument?, within limit: Duration? = nil
  ) async throws(DriverError) -> AgentReply {
    let order = Self.order(command, id, parameters)
    let result = await limited(limit ?? timeout) { [driver] () throws(DriverError) in try await driver.send(order) }
    return try result.get()
  }

  private func want(_ wanted: Bool) async throws {
    try await registry.step(id, .wanted(wanted), reason: "")
  }

  /// - Parameter late: called when the work succeeds and nobody waits for it any more.
  private func limited<Value: Sendable>(
    _ limit: Duration, _ work: @escaping @Sendable () async throws(DriverError) -> Value,
    late: @escaping @Sendable () async -> Void = {}
  ) async -> Result<Value, DriverError> {
    let attempt = Attempt<Result<Value, DriverError>>()
    let result: Result<Value, DriverError>? = await time.first(within: limit) {
      let result: Result<Value, DriverError>
      do throws(DriverError) { result = .success(try await work()) } catch { result = .failure(error) }
      if !attempt.end(result), case .success = result { await late() }
      return result
    } else: {
      nil
    }
    return result ?? attempt.giveUp() ?? .failure(.timeout("there was no answer within \(limit)"))
  }

  // MARK: What came of it

  /// What has been done stays done, also when the router stops just then.
  private func settle(_ happening: AgentHappening, reason: String) async throws {
    _ = try await Task { [registry, id] in try await registry.step(id, happening, reason: reason) }.value
  }

  /// What came of a start or a stop when nobody waited for it any more, unless there was another one since.
  private func settle(_ happening: AgentHappening, reason: String, if turn: Int) async {
    // Behind what is being done with it just now, and not in this task, which is cancelled.
    let note = Task {
      try await inTurn { [self] in
        guard turns.load(ordering: .relaxed) == turn else { return }
        try await settle(happening, reason: reason)
      }
    }
    do { try await note.value } catch {
      logger.warning(
        "what became of the agent too late is not stored", metadata: ["agent": "\(id)", "reason": "\(error)"])
    }
  }

  private func nextTurn() -> Int { turns.add(1, ordering: .relaxed).newValue }

  // MARK: News

  /// The router is there (again).
  private func resume() async {
    do {
      guard let record = try await registry.find(id) else { return }
      let isNew = record.state.status == .pending
      if endsWithRouter, record.state.status.isThere {
        // The router may have ended while it was being stopped: that is done, then.
        try await registry.step(id, record.state.shouldWork ? .lost : .ended, reason: "router_restarted")
      }
      guard record.state.shouldWork else { return }
      let reason = isNew ? "started_by_config" : "router_restarted"
      let order = Self.startOrder(record)
      beginning.withLock { $0 = reason }
      defer { beginning.withLock { $0 = nil } }
      switch await limited(timeout, { [driver] () throws(DriverError) in try await driver.resume(order) }) {
      case .success(true): try await registry.step(id, .appeared, reason: reason)
      case .success(false): break
      case .failure(let error):
        logger.warning("the agent was not started", metadata: ["agent": "\(id)", "reason": "\(error)"])
        try await registry.step(id, .notStarted, reason: "start_failed")
      }
    } catch {
      logger.error("what became of the agent is not stored", metadata: ["agent": "\(id)", "reason": "\(error)"])
    }
  }

  private func note(_ news: DriverNews) async throws {
    switch news {
    case .events(let drafts):
      // It works before its driver knows for sure.
      if let reason = beginning.withLock({ $0.take() }) { try await registry.step(id, .started, reason: reason) }
      try await registry.take(drafts, of: id, time, logger)
    case .runs(let reason):
      beginning.withLock { $0 = nil }
      try await registry.step(id, .appeared, reason: reason)
    case .failed(let reason, let restart):
      try await registry.step(id, .disappeared, reason: reason)
      if restart != nil { beginning.withLock { $0 = Self.again } }
    }
  }
}

extension Operator {
  /// What a driver with a policy says, too.
  static let again = "started again by its policy"

  static func startOrder(_ record: AgentRecord) -> AgentOrder {
    order("start", record.id, try? parameters { $0.member("config", record.definition.config.root) })
  }

  /// Clients choose the ids of their requests themselves, and may choose one twice.
  static func order(_ command: String, _ agent: String, _ parameters: JSONDocument?) -> AgentOrder {
    AgentOrder(command, agent: agent, parameters: parameters, requestID: RandomID.make("order_"))
  }

  static func parameters(_ write: (inout JSONWriter) -> Void) throws(JSONError) -> JSONDocument {
    try JSONDocument { writer in
      writer.beginObject()
      write(&writer)
      writer.endObject()
    }
  }
}
