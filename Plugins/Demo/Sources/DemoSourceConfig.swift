import ConfigSchema

/// A source of type `demo`.
package struct DemoSourceConfig: ConfigObject {
  package var rate = Rate(10, per: .seconds(1))
  package var agents = 5
  package var seed = 1
  package var systemStatus = true

  package init() {}

  package static let summary = "Invents a believable stream of agent, inference, system and knowledge-graph events."
  package static var fields: [Field<Self>] {
    [
      Field("rate", \.rate, .range(Rate(1, per: .seconds(3600))...Rate(100_000, per: .seconds(1))), "events per time"),
      Field("agents", \.agents, .range(1...10_000), "agents that exist at a time, about"),
      Field("seed", \.seed, .atLeast(0), "the same seed gives the same events; their times come from the clock"),
      Field(
        "system_status", \.systemStatus,
        """
        whether a component that fails changes the status of the whole invented system; `false` beside a source of type \
        `system`, which tells the real one
        """),
    ]
  }
}
