import NIOCore
import RouterCore

/// Orders for the agent whose connection it is, that is whose token has the claim `agent_id`.
extension SessionConnection {
  /// Says that the agent is there; again when it has another token. To be called behind the welcome.
  func openLine() {
    guard isOpen, isWelcome, line?.agent != session.orderedAgent else { return }
    let former = line
    line = session.orderedAgent.map { agent in
      let connection = NIOLoopBound(self, eventLoop: shard.loop)
      let loop = shard.loop
      let id = agents.open(agent) { order in
        loop.execute { connection.value.give(order) }
        return true
      }
      return AgentLine(agent: agent, id: id)
    }
    former.map(close)
  }

  func closeLine() {
    line.map(close)
    line = nil
  }

  func orderDone(_ reply: AgentReply) {
    guard let line, !agents.answer(line.agent, reply) else { return }
    logger.debug("an agent has answered too late", metadata: ["session": "\(session.id)"])
  }

  private var agents: AgentConnections { shard.context.services.agents }

  private func close(_ line: AgentLine) { agents.close(line.agent, line.id) }

  /// An agent that does not read gets no more orders: they would pile up here.
  private func give(_ order: AgentOrder) {
    guard isOpen else { return }
    guard answers.readableBytes + waitingAnswers <= Self.answerBound else {
      let reason = "the agent does not read what it is sent"
      return orderDone(AgentReply(requestID: order.requestID, outcome: .failed(reason)))
    }
    send(.order(order), nil)
    flush()
  }
}

/// A connection's place among those of agents.
final class AgentLine {
  let agent: String
  let id: AgentConnections.ID

  init(agent: String, id: AgentConnections.ID) { (self.agent, self.id) = (agent, id) }
}
