import RouterCore

/// The agents that exist, and what they do.
struct AgentPopulation: Sendable {
  private static let names = ["Research", "Market", "Planning", "Review", "Support", "Logistics"]
  private static let templates = ["research_v2", "analyst_v1", "planner_v3"]
  private static let reasons = ["user_request", "expired", "replaced"]

  private let size: Int
  private var agents: [Agent] = []
  private var created = 0
  private var inferences = 0

  init(size: Int) { self.size = size }

  mutating func next(at time: Timestamp, _ random: inout SeededGenerator) throws(JSONError) -> EventDraft {
    let isShort = agents.count < size && random.oneIn(4)
    guard !isShort, let index = agents.indices.randomElement(using: &random) else { return try create(&random) }
    if agents[index].inference != nil { return try goOn(index, at: time, &random) }
    if agents.count >= size, random.oneIn(60) { return try delete(index, &random) }
    if random.oneIn(40) { return try update(index, &random) }
    if agents[index].status == .active, !random.oneIn(6) { return try startInference(index, &random) }
    return try agents[index].changeStatus(&random)
  }

  private mutating func startInference(
    _ index: Int, _ random: inout SeededGenerator
  ) throws(JSONError) -> EventDraft {
    inferences += 1
    let inference = Inference(id: "inf_\(inferences)", agent: agents[index].id, &random)
    agents[index].inference = inference
    return try inference.started()
  }

  private mutating func goOn(
    _ index: Int, at time: Timestamp, _ random: inout SeededGenerator
  ) throws(JSONError) -> EventDraft {
    guard var inference = agents[index].inference else { return try agents[index].changeStatus(&random) }
    let (event, isOver) = try inference.next(&random)
    agents[index].inference = isOver ? nil : inference
    if isOver {
      agents[index].inferenceCount += 1
      agents[index].lastInference = time
    }
    return event
  }

  // MARK: Coming and going

  private mutating func create(_ random: inout SeededGenerator) throws(JSONError) -> EventDraft {
    created += 1
    let agent = Agent(
      id: "agent_\(created)", name: "\(random.pick(Self.names)) Agent \(created)", template: random.pick(Self.templates)
    )
    agents.append(agent)
    let user = random.user()
    return try .event("agent_created") { writer in
      writer.member("agent_id", agent.id)
      writer.member("name", agent.name)
      writer.member("template", agent.template)
      writer.member("created_by", user)
      writer.member("status", agent.status.rawValue)
    }
  }

  private mutating func delete(_ index: Int, _ random: inout SeededGenerator) throws(JSONError) -> EventDraft {
    let agent = agents.remove(at: index)
    let (user, reason) = (random.user(), random.pick(Self.reasons))
    return try .event("agent_deleted") { writer in
      writer.member("agent_id", agent.id)
      writer.member("name", agent.name)
      writer.member("deleted_by", user)
      writer.member("reason", reason)
    }
  }

  private func update(_ index: Int, _ random: inout SeededGenerator) throws(JSONError) -> EventDraft {
    let agent = agents[index]
    let (user, priority) = (random.user(), random.pick(["low", "normal", "high"]))
    return try .event("agent_updated") { writer in
      writer.member("agent_id", agent.id)
      writer.member("updated_by", user)
      writer.object("changes") { $0.member("priority", priority) }
    }
  }
}

extension SeededGenerator {
  mutating func user() -> String { "user_\(Int.random(in: 1...9, using: &self))" }
}
