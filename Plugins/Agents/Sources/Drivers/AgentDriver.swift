import RouterCore

/// One way in which an agent is run and reached: as a process, by HTTP or over its own connection. There is one driver for each
/// agent, made when the agent is registered or the router starts.
///
/// A driver does what it is told and tells what happens; what that means for the agent's state is the registry's to say. `start`,
/// `stop` and `resume` are called one after the other; `send` may be called at any time, also several at once: a task must not
/// keep an agent from being stopped.
protocol AgentDriver: Sendable {
  /// Owns the driver's processes, connections and tasks until cancelled, and ends them then: in order, within the driver's
  /// own limit, since the router stops or the agent is deleted.
  /// - Parameter tell: waits while the store or the log is behind; what is told is kept when it returns.
  func run(_ tell: @escaping DriverNews.Tell) async

  /// Brings the agent to work; returns when it works, as far as the driver can know. An order `start` has the parameter `config`:
  /// the agent's configuration.
  /// - Throws: `unavailable` when there is nobody who could be told; nothing has changed then.
  func start(_ order: AgentOrder) async throws(DriverError)
  /// Ends its work; returns when it has ended.
  /// - Parameter graceful: whether it may finish what it does, within the driver's limit.
  func stop(_ order: AgentOrder, graceful: Bool) async throws(DriverError)
  /// The router is there again, and the agent should work: starts it, or looks whether it is there. Returns whether it works; what
  /// becomes clear later is told.
  func resume(_ order: AgentOrder) async throws(DriverError) -> Bool
  /// Gives it another order (`update_config`, `get_status`, `run_task`) and waits for its answer.
  func send(_ order: AgentOrder) async throws(DriverError) -> AgentReply
}

extension AgentDriver {
  func resume(_ order: AgentOrder) async throws(DriverError) -> Bool {
    try await start(order)
    return true
  }
}

/// What a driver has to tell.
enum DriverNews: Sendable {
  typealias Tell = @Sendable (DriverNews) async throws -> Void

  /// Events of the agent, in order, as they came: their data is byte for byte the agent's.
  case events([EventDraft])
  /// It works, without having been told to now: started again by a policy, or connected.
  case runs(reason: String)
  /// It does not work any more, without having been told to stop.
  /// - Parameter restart: when the driver will start it again by its policy; nil if it will not.
  case failed(reason: String, restart: Timestamp?)
}

enum DriverError: Error, Sendable, Equatable {
  /// It is not there: no process, no connection.
  case unavailable(String)
  /// It has refused, or what it did failed.
  case failed(String)
  case timeout(String)
}
