/// What a client wants an agent to do (v1 API, "Send Commands").
package struct AgentCommand: Sendable {
  package enum Name: String, Sendable, CaseIterable {
    case start
    case stop
    case restart
    case updateConfig = "update_config"
    case getStatus = "get_status"

    /// Needed to give it (contract §6).
    package var permission: Permission { self == .getStatus ? .viewAgents : .modifyAgent }
  }

  package let name: Name
  package let agent: String
  /// An object; nil when the client sent none.
  package let parameters: JSONDocument?
  /// The client's, or one made for it.
  package let requestID: String
  /// Whose token it came with.
  package let subject: String
  /// Set for the token of one agent.
  package let callerAgent: String?

  package init(
    _ name: Name, agent: String, parameters: JSONDocument? = nil, requestID: String, subject: String,
    callerAgent: String? = nil
  ) {
    self.name = name
    self.agent = agent
    self.parameters = parameters
    self.requestID = requestID
    self.subject = subject
    self.callerAgent = callerAgent
  }
}
