import ConfigSchema
import RouterCore

/// Emits what the simulation comes up with, at a rate.
struct DemoSource: Source {
  private let simulation: Simulation
  private let rate: Rate
  private let time: any TimeSource

  init(config: DemoSourceConfig, time: any TimeSource) {
    simulation = Simulation(agents: config.agents, seed: UInt64(config.seed), tellsStatus: config.systemStatus)
    rate = config.rate
    self.time = time
  }

  func run(_ emitter: Emitter) async throws {
    var simulation = simulation
    var pace = Pace(rate: rate.perSecond, start: time.now())
    while true {
      try await time.sleep(until: pace.next(after: time.now()))
      let now = time.now()
      let drafts = try (0..<pace.take(at: now)).map { _ in try simulation.next(at: now) }
      if !drafts.isEmpty { try await emitter.emit(drafts) }
    }
  }
}
