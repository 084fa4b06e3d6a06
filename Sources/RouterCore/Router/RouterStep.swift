/// What one step of the router leaves to be done outside of it.
package struct RouterStep: Sendable {
  /// Per sink, by the graph's index: what it is to be given, in order.
  package var deliveries: [[Delivery]]
  /// What stages emitted: to be appended to the log, in order.
  package var emissions: [Emission] = []
  package var outcomes: OutcomeBatch

  /// - Parameter events: how many are expected.
  init(graph: Graph, events: Int = 0) {
    deliveries = Array(repeating: [], count: graph.sinks.count)
    outcomes = OutcomeBatch(graph: graph, capacity: events)
  }
}
