import RouterCore

/// Emits a `metrics_update` at every interval, and a `performance_alert` when a threshold is crossed or crossed back.
struct MetricsSource: Source {
  private let every: Duration
  private let sampler: HostSampler
  private let agents: AgentOffice
  private let alerts: [AlertState]
  private let time: any TimeSource

  init(config: MetricsSourceConfig, files: any HostFiles, context: ComponentContext) {
    every = config.every
    sampler = HostSampler(files: files, disks: config.disks)
    agents = context.agents
    alerts = config.alerts.enumerated().map { index, rule in
      AlertState(rule: rule, idPrefix: "alert_\(context.name)_\(index + 1)")
    }
    time = context.time
  }

  func run(_ emitter: Emitter) async throws {
    var ticks = Ticks(every: every, start: time.now())
    var previous = sampler.sample()
    var alerts = alerts
    while true {
      try await time.sleep(until: ticks.next(after: time.now()))
      let current = sampler.sample()
      let measurements = Measurements(from: previous, to: current)
      previous = current
      let now = time.now()
      let changes = alerts.indices.compactMap { alerts[$0].step(value: measurements[alerts[$0].rule.metric], at: now) }
      try await emitter.emit([try update(measurements)] + changes.map { try $0.draft() })
    }
  }

  private func update(_ measurements: Measurements) throws(JSONError) -> EventDraft {
    let agents = agents.metrics()
    let data = try JSONDocument { measurements.write(to: &$0, agents) }
    return EventDraft(type: "metrics_update", data: data)
  }
}
