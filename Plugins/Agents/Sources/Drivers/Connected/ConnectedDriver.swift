import RouterCore
import Synchronization

/// An agent that holds a connection to this router. With every new connection there may be another process of it, which does not
/// know what it should do: it is told so.
final class ConnectedDriver: AgentDriver {
  private struct Duty {
    enum Wish {
      case none
      case work
      /// A stop that may not have reached it.
      case rest
    }

    var wish = Wish.none
    /// The connection over which it was told so.
    var told: AgentConnections.ID?
  }

  private static let longestTask = Duration.seconds(86_400)

  private let config: ConnectedConfig
  private let context: DriverContext
  private let duty = Mutex(Duty())

  init(_ config: ConnectedConfig, _ context: DriverContext) { (self.config, self.context) = (config, context) }

  private var line: AgentConnections.ID? { context.connections.line(of: context.agent) }

  // MARK: Presence

  func run(_ tell: @escaping DriverNews.Tell) async {
    // The newest presence is what counts: what was being done about the one before ends.
    var reaction: Task<Void, Never>?
    var known: AgentConnections.ID?
    for await _ in context.attendance.changes(of: context.agent) {
      let line = line
      // Told twice: at first, and as a change.
      if line != nil, line == known { continue }
      known = line
      reaction?.cancel()
      await reaction?.value
      reaction = Task { [self] in
        if line != nil { await welcome(tell) } else { await miss(tell) }
      }
    }
    reaction?.cancel()
    await reaction?.value
  }

  /// It is away: if it stays away it has failed.
  private func miss(_ tell: DriverNews.Tell) async {
    guard (try? await context.time.sleep(for: config.grace)) != nil else { return }
    // Of one that nobody has started, too: it may have said itself that it works.
    _ = await context.report(.failed(reason: "disconnected", restart: nil), to: tell)
  }

  /// It has come, perhaps anew.
  private func welcome(_ tell: DriverNews.Tell) async {
    guard let (wish, line) = claim() else { return }
    switch wish {
    case .none: return
    case .rest: await sendToRest(over: line)
    case .work:
      guard let order = await context.currentStart() else { return disclaim(line) }
      do throws(DriverError) {
        try succeeded(try await send(order))
        _ = await context.report(.runs(reason: "connected"), to: tell)
      } catch {
        disclaim(line)
        // One that is away again is missed in its time.
        if case .unavailable = error { return }
        _ = await context.report(.failed(reason: "start_failed", restart: nil), to: tell)
      }
    }
  }

  private func sendToRest(over line: AgentConnections.ID) async {
    let parameters = try? Operator.parameters { $0.member("graceful", true) }
    do throws(DriverError) {
      try succeeded(try await send(Operator.order("stop", context.agent, parameters)))
      duty.withLock { if $0.wish == .rest, $0.told == line { $0 = Duty() } }
    } catch {
      // Again when it comes the next time.
      disclaim(line)
    }
  }

  /// What it has to be told over its present connection, once.
  private func claim() -> (Duty.Wish, AgentConnections.ID)? {
    duty.withLock { duty in
      guard duty.wish != .none, let line, line != duty.told else { return nil }
      duty.told = line
      return (duty.wish, line)
    }
  }

  private func disclaim(_ line: AgentConnections.ID) {
    duty.withLock { if $0.told == line { $0.told = nil } }
  }

  // MARK: Orders

  func start(_ order: AgentOrder) async throws(DriverError) {
    let line = line
    let before = duty.withLock { duty in
      defer { duty.told = line }
      return duty
    }
    do throws(DriverError) {
      try succeeded(try await send(order))
    } catch {
      duty.withLock { if $0.told == line { $0.told = before.told } }
      throw error
    }
    duty.withLock { $0 = Duty(wish: .work, told: line) }
    // Who has come meanwhile was not told: it did not have to work yet.
    if let other = self.line, other != line { _ = try? await send(order) }
  }

  func stop(_ order: AgentOrder, graceful: Bool) async throws(DriverError) {
    let line = line
    // Who comes meanwhile is told to stop, too.
    let before = duty.withLock { duty in
      defer { duty = Duty(wish: .rest, told: line) }
      return duty
    }
    do throws(DriverError) {
      try succeeded(try await send(order))
      duty.withLock { $0 = Duty() }
    } catch {
      // One that is not there has stopped for the registry: if it comes back it is told so.
      if case .unavailable = error { throw error }
      duty.withLock { $0 = before }
      throw error
    }
  }

  func resume(_ order: AgentOrder) async throws(DriverError) -> Bool {
    duty.withLock { $0 = Duty(wish: .work) }
    guard let (_, line) = claim() else { return false }
    do throws(DriverError) {
      try succeeded(try await send(order))
      return true
    } catch {
      disclaim(line)
      guard case .unavailable = error else { throw error }
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
