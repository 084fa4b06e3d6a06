import RouterCore

/// A line that an agent has written.
enum AgentLine: Sendable {
  case event(EventDraft)
  case reply(AgentReply)

  /// Reads lines of one agent.
  struct Reader: Sendable {
    /// Bytes of an event, at most: as much as in a message of an agent that is connected.
    static let eventLimit = 65_536

    let agent: String
    let catalogue: Catalogue
    let time: any TimeSource

    /// - Throws: why it is neither an event of the agent nor an answer.
    func read(_ text: [UInt8]) throws(EnvelopeFlaw) -> AgentLine {
      let document: JSONDocument
      do {
        document = try JSONDocument(parsing: text, limits: JSONLimits(maxBytes: text.count))
      } catch {
        throw EnvelopeFlaw("no JSON: \(error.reason)")
      }
      if document.root["type"]?.string == "command_result" { return .reply(try reply(document.root)) }
      guard text.count <= Self.eventLimit else {
        throw EnvelopeFlaw("an event has at most \(Self.eventLimit) bytes, this line has \(text.count)")
      }
      var draft = try EventDraft(envelope: document.root)
      // An agent speaks in its own name only.
      draft.source = nil
      try check(draft)
      return .event(draft)
    }

    private func reply(_ node: JSONNode) throws(EnvelopeFlaw) -> AgentReply {
      guard let data = node["data"] else { throw EnvelopeFlaw("'data' of command_result is missing") }
      let reply: AgentReply
      do {
        reply = try AgentReply(data)
      } catch {
        throw EnvelopeFlaw("data of command_result: \(error)")
      }
      guard reply.requestID != nil else { throw EnvelopeFlaw("command_result lacks 'request_id'") }
      return reply
    }

    private func check(_ draft: EventDraft) throws(EnvelopeFlaw) {
      let event: Event
      do {
        event = try Intake(catalogue: catalogue, time: time).event(from: draft, producer: agent)
      } catch {
        throw EnvelopeFlaw("\(error)")
      }
      guard isOwn(event) else { throw EnvelopeFlaw("an agent may speak of itself only") }
    }

    /// As for the tokens of agents (contract §7): events of that agent; metrics with nothing but that agent in them.
    private func isOwn(_ event: Event) -> Bool {
      if let named = event.agent { return named == agent }
      guard event.typeName == "metrics_update", let agents = event.data.root["agents"], agents.kind == .object else {
        return false
      }
      return agents.count == 1 && agents.members.allSatisfy { $0.name == agent }
    }
  }
}
