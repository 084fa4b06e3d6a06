import ConfigSchema
import ResourceStore
import RouterCore

/// A source of type `agents`.
package struct AgentsConfig: ConfigObject {
  package enum ProcessPolicy: String, ConfigChoice {
    case configOnly = "config_only"
    case api
  }

  package var store = StoreConfig()
  package var agents = NamedEntries<AgentConfig>()
  package var processes = ProcessPolicy.configOnly
  package var httpHosts: [String] = []
  package var registerUnknown = false
  package var maxAgents = 1000
  package var timeout: Duration = .seconds(60)

  package init() {}

  package static let typeName = "agents"
  package static let summary =
    "Keeps a registry of agents, runs and reaches them, carries out commands on them and tells what they do."
  package static var fields: [Field<Self>] {
    [
      Field("store", \.store, "where the registry is kept"),
      Field("agents", \.agents, "agents that are always there, by their ids"),
      Field(
        "processes", \.processes,
        "who may define agents that run commands on this host: only this config (`config_only`), or also whoever may create agents by HTTP (`api`)"
      ),
      Field(
        "http_hosts", \.httpHosts,
        "hosts that agents defined by HTTP may be asked at, each as `host` or `host:port`; `*` for all. Those in this config may be anywhere"
      ),
      Field(
        "register_unknown", \.registerUnknown,
        "whether an agent that connects by a token with its `agent_id` and is unknown is registered"),
      Field("max_agents", \.maxAgents, .range(1...100_000), "agents in the registry, at most"),
      Field(
        "timeout", \.timeout, .range(.milliseconds(100) ... .seconds(3600)),
        "the longest time that a driver may take to start or stop an agent; its own limits are usually shorter"),
    ]
  }

  package func validate(_ check: inout CrossCheck) {
    for entry in agents.entries {
      if let mistake = AgentLimits.mistake(inID: entry.name.value) {
        check.error("agents", "the id of an agent \(mistake)")
      }
    }
    if agents.entries.count > maxAgents { check.error("agents", "there are more agents than max_agents allows") }
    if let empty = httpHosts.first(where: \.isEmpty) { check.error("http_hosts", "'\(empty)' is no host") }
  }
}
