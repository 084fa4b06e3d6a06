import Testing

@testable import RouterCore

struct AgentOfficeTests {
  private struct Provider: Source, AgentMetricsProvider {
    let status: String
    let agents: [String]

    func run(_ emitter: Emitter) async throws {}

    func agentMetrics() -> AgentMetrics {
      var metrics = AgentMetrics()
      metrics.queueLength = 1
      metrics.agents = agents.map {
        .init(
          id: $0, status: status, inferenceRate: 0, averageResponseTime: 0, successRate: 1, currentLoad: 0)
      }
      return metrics
    }
  }

  @Test func `Of an agent that two sources have, the figures of the first are told`() {
    let office = AgentOffice()
    office.use([Provider(status: "active", agents: ["a", "b"]), Provider(status: "idle", agents: ["c", "b"])])
    let metrics = office.metrics()
    #expect(metrics.agents.map { "\($0.id) \($0.status)" } == ["a active", "b active", "c idle"])
    #expect(metrics.queueLength == 2)
  }
}
