/// The figures of agents that `metrics_update` tells (v1 API, "Real-time Metrics").
package struct AgentMetrics: Sendable {
  /// Agents at work, or ready to: active or idle.
  package var activeAgents = 0
  /// Inferences that have begun and not ended.
  package var queueLength = 0
  package var agents: [Agent] = []

  package struct Agent: Sendable, Equatable {
    package let id: String
    package let status: String
    /// Inferences that end in a second.
    package let inferenceRate: Double
    /// Of an inference, in seconds.
    package let averageResponseTime: Double
    /// Of the inferences that have ended, from 0 to 1.
    package let successRate: Double
    /// From 0 to 1.
    package let currentLoad: Double

    package init(
      id: String, status: String, inferenceRate: Double, averageResponseTime: Double, successRate: Double,
      currentLoad: Double
    ) {
      (self.id, self.status, self.inferenceRate) = (id, status, inferenceRate)
      (self.averageResponseTime, self.successRate, self.currentLoad) = (averageResponseTime, successRate, currentLoad)
    }
  }

  package init() {}
}

/// A source that has figures of agents. The engine finds it.
package protocol AgentMetricsProvider: Sendable {
  /// Never waits; called from any thread.
  func agentMetrics() -> AgentMetrics
}
