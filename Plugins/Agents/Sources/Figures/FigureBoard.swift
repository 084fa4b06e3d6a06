import RouterCore
import Synchronization

/// The figures of all agents in memory, for those who cannot wait for the store. Noted when the store's transactions have been
/// committed, in their order.
final class FigureBoard: Sendable {
  private struct Entry {
    var id: String
    var status: AgentStatus
    var capacity: Int
    var begun = 0
    var window = InferenceWindow()
  }

  private let entries = Mutex<[Int64: Entry]>([:])
  /// Rings when there are inferences under way.
  let beginnings: AsyncStream<Void>
  private let bell: AsyncStream<Void>.Continuation

  init() { (beginnings, bell) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1)) }

  /// An agent is new or has changed.
  func note(_ record: AgentRecord) {
    entries.withLock { entries in
      var entry =
        entries[record.row] ?? Entry(id: record.id, status: record.state.status, capacity: record.definition.capacity)
      (entry.status, entry.capacity) = (record.state.status, record.definition.capacity)
      entries[record.row] = entry
    }
  }

  func forget(_ row: Int64) { entries.withLock { _ = $0.removeValue(forKey: row) } }

  /// - Parameters:
  ///   - begun: inferences that have not ended.
  ///   - tallies: what has ended besides, by the second.
  func note(_ row: Int64, begun: Int, _ tallies: [Int64: Tally]) {
    entries.withLock { entries in
      entries[row]?.begun = begun
      for (second, tally) in tallies { entries[row]?.window.add(tally, at: second) }
    }
    if begun > 0 { bell.yield() }
  }

  /// Whether any inference is under way.
  var isBusy: Bool { entries.withLock { $0.values.contains { $0.begun > 0 } } }

  /// Everything is read anew from the store.
  func clear() { entries.withLock { $0 = [:] } }

  func metrics(at now: Timestamp) -> AgentMetrics {
    let entries = entries.withLock { $0 }
    var metrics = AgentMetrics()
    for (_, entry) in entries.sorted(by: { $0.key < $1.key }) {
      if entry.status.isWorking { metrics.activeAgents += 1 }
      metrics.queueLength += entry.begun
      metrics.agents.append(Self.figures(of: entry, at: now))
    }
    return metrics
  }

  /// Nil for an agent that is not there.
  func metrics(of row: Int64, at now: Timestamp) -> AgentMetrics.Agent? {
    entries.withLock { $0[row] }.map { Self.figures(of: $0, at: now) }
  }

  private static func figures(of entry: Entry, at now: Timestamp) -> AgentMetrics.Agent {
    let sum = entry.window.sum(at: now)
    return AgentMetrics.Agent(
      id: entry.id, status: entry.status.rawValue,
      inferenceRate: Double(sum.ended) / Double(InferenceWindow.length),
      averageResponseTime: sum.timed > 0 ? sum.seconds / Double(sum.timed) : 0,
      successRate: sum.ended > 0 ? Double(sum.succeeded) / Double(sum.ended) : 1,
      currentLoad: min(Double(entry.begun) / Double(max(entry.capacity, 1)), 1))
  }
}
