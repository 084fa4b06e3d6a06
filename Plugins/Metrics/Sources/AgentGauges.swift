/// The documented numbers that no operating system knows. Whoever runs agents in the same process can supply them.
package struct AgentGauges: Sendable {
  package let activeAgents: @Sendable () -> Int
  /// Inferences that wait.
  package let queueLength: @Sendable () -> Int

  package init(activeAgents: @escaping @Sendable () -> Int, queueLength: @escaping @Sendable () -> Int) {
    self.activeAgents = activeAgents
    self.queueLength = queueLength
  }

  /// A host that runs no agents: both are 0, because documented clients read both fields.
  package static let none = AgentGauges(activeAgents: { 0 }, queueLength: { 0 })
}
