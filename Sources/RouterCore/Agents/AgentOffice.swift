import Synchronization

/// Where those who have agents and those who want something of them meet: sources know of each other by this only.
package final class AgentOffice: Sendable {
  private struct Staff {
    var metrics: [any AgentMetricsProvider] = []
    var workers: [any AgentWorker] = []
  }

  private let staff = Mutex(Staff())
  /// The agents that hold a connection to this router.
  package let connections: AgentConnections

  package init(connections: AgentConnections = AgentConnections()) { self.connections = connections }

  /// Puts those among the sources in place of the earlier ones.
  package func use(_ sources: [any Source]) {
    let fresh = Staff(
      metrics: sources.compactMap { $0 as? any AgentMetricsProvider },
      workers: sources.compactMap { $0 as? any AgentWorker })
    staff.withLock { $0 = fresh }
  }

  /// Of all sources together; of agents that several have, the figures of the first in the config. Never waits.
  package func metrics() -> AgentMetrics {
    var known: Set<String> = []
    return staff.withLock({ $0.metrics }).reduce(into: AgentMetrics()) { all, provider in
      let part = provider.agentMetrics()
      all.activeAgents += part.activeAgents
      all.queueLength += part.queueLength
      all.agents += part.agents.filter { known.insert($0.id).inserted }
    }
  }

  /// Gives an agent a task.
  /// - Throws: `unknownAgent` when nobody has it.
  package func work(on task: AgentTask) async throws(AgentTaskError) -> JSONDocument {
    for worker in staff.withLock({ $0.workers }) {
      do throws(AgentTaskError) {
        return try await worker.work(on: task)
      } catch {
        guard error == .unknownAgent else { throw error }
      }
    }
    throw .unknownAgent
  }
}
