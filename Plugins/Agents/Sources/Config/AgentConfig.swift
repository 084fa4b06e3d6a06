import ConfigSchema
import RouterCore

/// An agent that the router's config declares.
package struct AgentConfig: ConfigObject {
  package var name = ""
  package var template: String?
  package var description: String?
  package var capacity = 1
  package var autostart = false
  package var driver = DriverChoice.connected
  package var config: JSONDocument?

  package init() {}

  package static let typeName = "agent"
  package static let summary = "An agent. What stands here goes before what the registry has of it."
  package static var fields: [Field<Self>] {
    [
      Field("name", \.name, "for people; left out: the agent's id"),
      Field("template", \.template, "the template that it is made from"),
      Field("description", \.description, "what it is for"),
      Field("capacity", \.capacity, .range(1...AgentLimits.capacity), "inferences that it does at once"),
      Field("autostart", \.autostart, "whether it is started when it is new; later it is as it was left"),
      Field("driver", \.driver, "how it is run and reached; left out: `connected`"),
      Field(
        "config", \.config,
        "its own configuration, a mapping; what `update_config` changed of it stays until this changes"),
    ]
  }

  package func validate(_ check: inout CrossCheck) {
    for (key, mistake) in [
      ("name", AgentLimits.mistake(inName: name.isEmpty ? nil : name)),
      ("template", AgentLimits.mistake(inName: template)),
      ("description", AgentLimits.mistake(inDescription: description)),
    ] {
      if let mistake { check.error(key, "'\(key)' \(mistake)") }
    }
    if let config, config.root.kind != .object { check.error("config", "'config' must be a mapping") }
  }
}
