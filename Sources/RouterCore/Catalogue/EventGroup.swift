/// A family of event types: what `agent.*` subscribes to, and a chapter of the documentation. Plugins may add others.
package struct EventGroup: Sendable, Hashable, ExpressibleByStringLiteral {
  /// As it stands before `.*`.
  package let name: String

  package init(stringLiteral name: String) {
    self.name = name
  }

  /// What stands for all types of the group in a subscription.
  package var wildcard: String { "\(name).*" }

  /// What its types need to be received, unless one says otherwise.
  package var viewPermission: Permission { self == .metrics ? .viewMetrics : .viewAgents }

  package static let agent: EventGroup = "agent"
  package static let inference: EventGroup = "inference"
  package static let metrics: EventGroup = "metrics"
  package static let system: EventGroup = "system"
  package static let knowledgeGraph: EventGroup = "knowledge_graph"
  /// What the legacy dialect knows: assessments and insights.
  package static let assessment: EventGroup = "assessment"
  /// What only the config knows.
  package static let bridged: EventGroup = "bridged"
}
