import Logging
import RouterCore
import RouterResources

/// The operators of all agents, while the source runs.
actor Crew {
  nonisolated let registry: Registry
  private let declared: [String: DriverChoice]
  private let rules: DriverRules
  private let timeout: Duration
  private let attendance: Attendance
  private let context: ComponentContext
  private(set) var posts: [String: Post] = [:]
  /// Those who have still to end, of whom a successor has to know.
  private var leaving: [String: Post] = [:]
  private var arrivals: AsyncStream<Operator>.Continuation?

  init(_ config: AgentsConfig, _ registry: Registry, _ attendance: Attendance, _ context: ComponentContext) {
    declared = Dictionary(config.agents.entries.map { ($0.name.value, $0.value.value.driver) }) { first, _ in first }
    rules = DriverRules(processes: config.processes, httpHosts: config.httpHosts)
    timeout = config.timeout
    (self.registry, self.attendance, self.context) = (registry, attendance, context)
  }

  /// Looks after all agents until cancelled.
  func run() async throws {
    let (stream, continuation) = AsyncStream<Operator>.makeStream()
    arrivals = continuation
    defer {
      isAtWork = false
      arrivals = nil
      posts = [:]
      leaving = [:]
    }
    for record in try await registry.all() { try await engage(record) }
    // Who has been deleted meanwhile.
    let rows = Set(try await registry.all().map(\.row))
    for (id, post) in posts where !rows.contains(post.row) { dismiss(id, row: post.row, isThere: false) }
    isAtWork = true
    await withDiscardingTaskGroup { group in
      for await someone in stream {
        group.addTask {
          await someone.run()
          await self.forget(someone)
        }
      }
    }
    throw CancellationError()
  }

  // MARK: Coming and going

  /// An agent may be new.
  func hire(_ id: String) async {
    do {
      var engaged: AgentRecord?
      // Until what has been read is still so: it may be deleted, created and changed meanwhile.
      while let record = try await registry.find(id) {
        if let engaged, Post.isSame(engaged, record) { return }
        try await engage(record)
        engaged = record
      }
      if let engaged { dismiss(id, row: engaged.row, isThere: false) }
    } catch {
      context.logger.error("an agent is not looked after", metadata: ["agent": "\(id)", "reason": "\(error)"])
    }
  }

  /// An agent is gone, and not one that has come after it with the same id.
  /// - Parameter isThere: it has to be told to stop.
  func dismiss(_ id: String, row: Int64, isThere: Bool) {
    if let post = posts[id], post.row == row {
      posts[id] = nil
      leaving[id] = post
    }
    if let post = leaving[id], post.row == row { post.someone.close(isThere: isThere) }
  }

  private func engage(_ record: AgentRecord) async throws {
    guard arrivals != nil else { return }
    if let post = posts[record.id] {
      // Read before that one was engaged, or the same.
      guard record.revision > post.revision, !post.isFor(record) else { return }
      dismiss(record.id, row: post.row, isThere: false)
    }
    guard let choice = choice(for: record) else {
      try await registry.step(record.id, .disappeared, reason: "driver_not_allowed")
      return
    }
    let driver = DriverContext(agent: record.id, component: context, attendance: attendance) {
      [registry, id = record.id] in
      try await registry.find(id).map(Operator.startOrder)
    }
    let someone = Operator(
      record.id, choice, registry, timeout: timeout, after: leaving[record.id]?.someone, driver)
    posts[record.id] = Post(record, someone)
    arrivals?.yield(someone)
  }

  /// Nil, with a word in the log, when the config does not allow (any more) what was allowed once.
  private func choice(for record: AgentRecord) -> DriverChoice? {
    if record.isDeclared { return declared[record.id] }
    do {
      let choice = try DriverReader.check(record.definition.driver.root)
      try rules.check(choice)
      return choice
    } catch {
      context.logger.warning(
        "the agent's driver is not allowed: the agent cannot be given orders",
        metadata: ["agent": "\(record.id)", "reason": "\(error.detail ?? error.title)"])
      return nil
    }
  }

  private func forget(_ someone: Operator) {
    if posts[someone.id]?.someone === someone { posts[someone.id] = nil }
    if leaving[someone.id]?.someone === someone { leaving[someone.id] = nil }
  }

  // MARK: Asking

  /// Whether agents are looked after: those that were there have somebody.
  private(set) var isAtWork = false

  func find(_ id: String) -> Operator? { posts[id]?.someone }

  /// Does something when nothing else is done with an agent.
  nonisolated func inTurn<Value: Sendable>(
    _ id: String, _ work: @escaping @Sendable () async throws -> Value
  ) async throws -> Value {
    guard let someone = await find(id) else { return try await work() }
    return try await someone.inTurn(work)
  }
}
