import Logging

/// Produces events. `init` has no side effects; `run` owns its tasks and resources until it is cancelled.
///
/// A return from `run` means that the source has come to its end. When it throws, the engine waits (backoff) and runs it again.
package protocol Source: Sendable {
  func run(_ emitter: Emitter) async throws
}

/// What the engine gives a source or a sink.
package struct ComponentContext: Sendable {
  /// The name in the config.
  package let name: String
  package let catalogue: Catalogue
  package let time: any TimeSource
  package let logger: Logger
  /// Of a sink: events up to this number may have been delivered in an earlier life of the process without anybody having
  /// confirmed it; zero when none can. They are offered again in the same form.
  package let mayRepeat: EventNumber
  /// Of a source: for it to say whether it produces what it should.
  package let readiness: Readiness
  /// All events of the log.
  package let events: EventFeed
  /// What can be asked of agents, and told about them.
  package let agents: AgentOffice
  /// Figures for dashboards.
  package let dashboard: Dashboard
  /// Looks at how the router is; never waits.
  package let health: @Sendable () -> RouterHealth

  package init(
    name: String, catalogue: Catalogue, time: any TimeSource, logger: Logger, mayRepeat: EventNumber = .zero,
    readiness: Readiness = Readiness(), events: EventFeed = EventFeed(nil), agents: AgentOffice = AgentOffice(),
    dashboard: Dashboard = Dashboard(), health: @escaping @Sendable () -> RouterHealth = { RouterHealth() }
  ) {
    self.name = name
    self.catalogue = catalogue
    self.time = time
    self.logger = logger
    self.mayRepeat = mayRepeat
    self.readiness = readiness
    self.events = events
    self.agents = agents
    self.dashboard = dashboard
    self.health = health
  }
}
