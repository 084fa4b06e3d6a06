/// What one step of the router leaves to be done outside of it.
package struct RouterStep: Sendable {
  /// Per sink, by the graph's index: what it is to be given, in order.
  package var deliveries: [[Delivery]]
  /// What stages emitted: to be appended to the log.
  package var emissions: [(origin: Origin, event: Event)] = []
  package var outcomes: OutcomeBatch

  init(graph: Graph) {
    deliveries = Array(repeating: [], count: graph.sinks.count)
    outcomes = OutcomeBatch(graph: graph)
  }
}
