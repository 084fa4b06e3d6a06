import RouterCore
import Synchronization

/// An agent that holds a connection to this router.
final class ConnectedDriver: AgentDriver {
  private struct Duty {
    /// What it was started with; nil when it should not work.
    var order: AgentOrder?
    /// Whether it is told so again when it comes.
    var isDue = false
  }

  private static let longestTask = Duration.seconds(86_400)

  private let config: ConnectedConfig
  private let context: DriverContext
  private let duty = Mutex(Duty())

  init(_ config: ConnectedConfig, _ context: DriverContext) { (self.config, self.context) = (config, context) }

  // MARK: Presence

  func run(_ tell: @escaping DriverNews.Tell) async {
    // The newest presence is what counts: what was being done about the one before ends.
    var reaction: Task<Void, Never>?
    for await isThere in context.attendance.changes(of: context.agent) {
      reaction?.cancel()
      await reaction?.value
      reaction = Task { [self] in
        if isThere { await welcome(tell) } else { await miss(tell) }
      }
    }
    reaction?.cancel()
    await reaction?.value
  }

  /// It is away: if it stays away it has failed.
  private func miss(_ tell: DriverNews.Tell) async {
    guard (try? await context.time.sleep(for: config.grace)) != nil else { return }
    duty.withLock { $0.isDue = $0.order != nil }
    // Of one that nobody has started, too: it may have said itself that it works.
    try? await tell(.failed(reason: "disconnected", restart: nil))
  }

  /// It has come, perhaps anew, not knowing that it should work.
  private func welcome(_ tell: DriverNews.Tell) async {
    guard let order = takeDue() else { return }
    do throws(DriverError) {
      try succeeded(try await send(order))
      try? await tell(.runs(reason: "connected"))
    } catch {
      duty.withLock { $0.isDue = $0.order != nil }
      // One that is away again is missed in its time.
      if case .unavailable = error { return }
      try? await tell(.failed(reason: "start_failed", restart: nil))
    }
  }

  /// The order that is due, once.
  private func takeDue() -> AgentOrder? {
    duty.withLock { duty in
      guard duty.isDue else { return nil }
      duty.isDue = false
      return duty.order
    }
  }

  // MARK: Orders

  func start(_ order: AgentOrder) async throws(DriverError) {
    try succeeded(try await send(order))
    duty.withLock { $0 = Duty(order: order) }
  }

  func stop(_ order: AgentOrder, graceful: Bool) async throws(DriverError) {
    let before = duty.withLock { duty in
      defer { duty = Duty() }
      return duty
    }
    do throws(DriverError) {
      try succeeded(try await send(order))
    } catch {
      if case .unavailable = error { throw error }
      duty.withLock { $0 = before }
      throw error
    }
  }

  func resume(_ order: AgentOrder) async throws(DriverError) -> Bool {
    duty.withLock { $0 = Duty(order: order, isDue: true) }
    guard context.connections.isConnected(context.agent), let order = takeDue() else { return false }
    do throws(DriverError) {
      try succeeded(try await send(order))
      return true
    } catch {
      guard case .unavailable = error else { throw error }
      duty.withLock { $0.isDue = $0.order != nil }
      return false
    }
  }

  func send(_ order: AgentOrder) async throws(DriverError) -> AgentReply {
    do throws(AgentConnections.Failure) {
      // How long a task may take is for whoever gives it to say.
      let limit = order.command == "run_task" ? Self.longestTask : config.timeout
      return try await context.connections.send(order, within: limit, context.time)
    } catch {
      switch error {
      case .notConnected: throw .unavailable("it is not connected")
      case .disconnected: throw .unavailable("its connection has ended")
      case .timeout: throw .timeout("it has not answered in time")
      }
    }
  }

  private func succeeded(_ reply: AgentReply) throws(DriverError) {
    if case .failed(let text) = reply.outcome { throw .failed(text) }
  }
}

extension ConnectedConfig: DriverConfig {
  static let kind = DriverKind.connected

  func makeDriver(_ context: DriverContext) -> any AgentDriver { ConnectedDriver(self, context) }
}
