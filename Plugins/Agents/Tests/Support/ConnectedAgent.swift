import RouterCore
import TestSupport

/// An agent that holds a connection, and answers as a test says.
final class ConnectedAgent: Sendable {
  typealias Answer = @Sendable (AgentOrder) -> AgentReply.Outcome?

  let orders = Watched<[AgentOrder]>([])
  private let id: String
  private let connections: AgentConnections
  private let line: AgentConnections.ID

  /// - Parameter answer: nil for silence.
  init(
    _ id: String, _ connections: AgentConnections, _ answer: @escaping Answer = { _ in .succeeded(nil) }
  ) {
    (self.id, self.connections) = (id, connections)
    let orders = orders
    line = connections.open(id) { order in
      orders.change { $0.append(order) }
      if let outcome = answer(order) {
        _ = connections.answer(id, AgentReply(requestID: order.requestID, outcome: outcome))
      }
      return true
    }
  }

  var commands: [String] { orders.value.map(\.command) }

  func leave() { connections.close(id, line) }
}
