import RouterResources

/// The token of an agent changes what is about that agent, and nothing else.
struct AgentScope: Sendable {
  private let agent: String?

  init(_ caller: ResourceRequest.Caller) { agent = caller.agent }

  /// What a draft is about: with an agent's token, that agent.
  func subject(_ subject: InsightSubject) throws(Problem) -> InsightSubject {
    guard let agent else { return subject }
    guard subject.agent == nil || subject.agent == agent else { throw refusal(agent) }
    var subject = subject
    subject.agent = agent
    return subject
  }

  func check(_ insight: Insight) throws(Problem) {
    guard let agent, insight.subject.agent != agent else { return }
    throw refusal(agent)
  }

  private func refusal(_ agent: String) -> Problem {
    Problem(status: .forbidden, detail: "the token is of the agent '\(agent)': it may change insights about it only")
  }
}
