/// A source whose agents do tasks for other sources, such as an analysis. The engine finds it.
package protocol AgentWorker: Sendable {
  /// Gives an agent a task and waits for what comes of it. One that is cancelled should return soon.
  /// - Throws: `unknownAgent` for an agent of somebody else: others are asked then.
  func work(on task: AgentTask) async throws(AgentTaskError) -> JSONDocument
}

/// What a source wants an agent to do.
package struct AgentTask: Sendable {
  package let agent: String
  /// Such as `analyze_assessment`.
  package let name: String
  package let input: JSONDocument
  /// How long it may take.
  package let timeout: Duration

  package init(_ name: String, agent: String, input: JSONDocument, timeout: Duration) {
    (self.name, self.agent, self.input, self.timeout) = (name, agent, input, timeout)
  }
}

package enum AgentTaskError: Error, Sendable, Equatable {
  case unknownAgent
  /// It does not run, or cannot be reached.
  case unavailable(String)
  /// It has said that it could not do it.
  case failed(String)
  case timeout
}
