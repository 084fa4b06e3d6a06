import RouterCore

/// What somebody has said about an agent, as opposed to what it does.
struct AgentDefinition: Sendable {
  /// For people.
  var name: String
  var template: String?
  var description: String?
  /// Inferences that it does at once.
  var capacity = 1
  /// Of the driver: an object. Without secrets for agents that the router's config declares.
  var driver: JSONDocument
  /// The agent's own configuration, which `update_config` changes: an object, byte for byte as it was given.
  var config: JSONDocument
}

extension AgentDefinition {
  func isSame(as other: AgentDefinition) -> Bool {
    name == other.name && template == other.template && description == other.description
      && capacity == other.capacity && driver.bytes == other.driver.bytes && config.bytes == other.config.bytes
  }
}
