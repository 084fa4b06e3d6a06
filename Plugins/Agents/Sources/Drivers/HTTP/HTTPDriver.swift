import RouterCore
import Synchronization

/// An agent that is asked by HTTP. Whether it is there is known only by asking: while it should work it is asked for its status again
/// and again.
final class HTTPDriver: AgentDriver {
  private struct Duty {
    /// Counts starts and stops: what was found out before does not count then.
    var number = 0
    var shouldWork = false
    /// Questions in a row that it has not answered.
    var misses = 0
    /// Whether it has been told that it failed.
    var isMissed = false
  }

  private let config: HTTPDriverConfig
  private let transport: any OrderTransport
  private let context: DriverContext
  private let duty = Mutex(Duty())

  init(_ config: HTTPDriverConfig, _ transport: any OrderTransport, _ context: DriverContext) {
    (self.config, self.transport, self.context) = (config, transport, context)
  }

  // MARK: Presence

  func run(_ tell: @escaping DriverNews.Tell) async {
    while (try? await context.time.sleep(for: config.checkEvery)) != nil {
      let before = duty.withLock { $0 }
      guard before.shouldWork else { continue }
      let isThere = await isThere()
      guard let news = note(isThere, since: before) else { continue }
      // What cannot be kept is found out again, and told then.
      guard (try? await tell(news)) != nil else { continue }
      duty.withLock { if $0.number == before.number { $0.isMissed = !isThere } }
    }
    await transport.close()
  }

  private func isThere() async -> Bool {
    do throws(DriverError) {
      _ = try await transport.post(Operator.order("get_status", context.agent, nil), within: config.timeout)
      return true
    } catch {
      // One that answers that it cannot say how it is, is there.
      if case .failed = error { return true }
      return false
    }
  }

  /// What there is to tell of it.
  private func note(_ isThere: Bool, since before: Duty) -> DriverNews? {
    duty.withLock { duty in
      guard duty.number == before.number else { return nil }
      if isThere {
        duty.misses = 0
        return duty.isMissed ? .runs(reason: "reachable") : nil
      }
      duty.misses += 1
      guard duty.misses >= config.failures, !duty.isMissed else { return nil }
      return .failed(reason: "unreachable", restart: nil)
    }
  }

  // MARK: Orders

  func start(_ order: AgentOrder) async throws(DriverError) {
    try succeeded(try await send(order))
    duty.withLock { $0 = Duty(number: $0.number + 1, shouldWork: true) }
  }

  func stop(_ order: AgentOrder, graceful: Bool) async throws(DriverError) {
    let before = duty.withLock { duty in
      defer { duty = Duty(number: duty.number + 1) }
      return duty
    }
    do throws(DriverError) {
      try succeeded(try await send(order))
    } catch {
      // One that cannot be reached may work: that it has stopped would be a guess.
      duty.withLock { $0 = Duty(number: $0.number, shouldWork: before.shouldWork, isMissed: before.isMissed) }
      if case .unavailable(let text) = error { throw .failed(text) }
      throw error
    }
  }

  /// It has gone its own way meanwhile; it is looked for, and not started.
  func resume(_ order: AgentOrder) async throws(DriverError) -> Bool {
    duty.withLock { $0 = Duty(number: $0.number + 1, shouldWork: true) }
    if await isThere() { return true }
    duty.withLock { $0.misses = 1 }
    return false
  }

  func send(_ order: AgentOrder) async throws(DriverError) -> AgentReply {
    // How long a task may take is for whoever gives it to say.
    try await transport.post(order, within: order.command == "run_task" ? nil : config.timeout)
  }

  private func succeeded(_ reply: AgentReply) throws(DriverError) {
    if case .failed(let text) = reply.outcome { throw .failed(text) }
  }
}
