import ConfigSchema

/// What a principal may do. Tokens name permissions in any case.
package enum Permission: String, Hashable, ConfigChoice {
  case createAgent = "create_agent"
  case deleteAgent = "delete_agent"
  case viewAgents = "view_agents"
  case modifyAgent = "modify_agent"
  case viewMetrics = "view_metrics"
  case adminSystem = "admin_system"
  case publishEvents = "publish_events"

  /// Nil for a permission that the router does not know; it then grants nothing.
  package init?(claim text: String) {
    self.init(rawValue: text.lowercased())
  }
}
