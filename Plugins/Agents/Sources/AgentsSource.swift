import Logging
import RouterCore
import RouterResources

/// A registry of agents, those who run and reach them, and what is known of their work.
final class AgentsSource: Source {
  /// How long an agent may take to say how it is before the registry answers for it.
  static let statusPatience = Duration.seconds(2)

  let registry: Registry
  let crew: Crew
  let context: ComponentContext
  private let config: AgentsConfig
  private let attendance: Attendance

  init(_ config: AgentsConfig, _ context: ComponentContext) {
    (self.config, self.context) = (config, context)
    registry = Registry(config, context)
    attendance = Attendance(context.agents.connections)
    crew = Crew(config, registry, attendance, context)
  }

  /// What fails here is tried again by itself: agents are not ended because the log or the store cannot be read for a moment.
  func run(_ emitter: Emitter) async throws {
    try await registry.declare(config.agents)
    try await registry.loadBoard()
    let reader = FeedReader(registry: registry, feed: context.events, name: context.name)
    await withTaskGroup { group in
      group.addTask { await self.again("publishing events") { try await self.registry.store.publish(emitter) } }
      group.addTask { await self.again("reading the log") { try await reader.run() } }
      group.addTask {
        await self.again("forgetting inferences") { try await self.registry.giveUp(self.context.time) }
      }
      group.addTask { await self.again("looking after the agents") { try await self.crew.run() } }
      group.addTask { await self.attendance.follow { id in await self.welcome(id) } }
      await group.waitForAll()
    }
    throw CancellationError()
  }

  private func again(_ what: String, _ body: () async throws -> Void) async {
    var backoff = Backoff()
    while !Task.isCancelled {
      do { try await body() } catch {
        guard !Task.isCancelled else { return }
        let pause = backoff.next()
        context.logger.warning(
          "\(what) failed and is tried again", metadata: ["reason": "\(error)", "pause": "\(pause)"])
        try? await context.time.sleep(for: pause)
      }
    }
  }

  /// Somebody has connected whom nobody looks after.
  private func welcome(_ id: String) async {
    guard config.registerUnknown, AgentLimits.mistake(inID: id) == nil else { return }
    do {
      try await registry.register(id)
      await crew.hire(id)
    } catch {
      context.logger.warning(
        "an agent that has connected is not registered", metadata: ["agent": "\(id)", "reason": "\(error)"])
    }
  }
}

extension AgentsSource: ResourceProvider {
  var resources: [ResourceRoute] {
    AgentResources(
      registry: registry, rules: DriverRules(processes: config.processes, httpHosts: config.httpHosts), crew: crew,
      time: context.time
    ).routes + [CommandRoute(registry: registry, backend: self).route]
  }
}

extension AgentsSource: AgentMetricsProvider {
  func agentMetrics() -> AgentMetrics { registry.board.metrics(at: context.time.now()) }
}
