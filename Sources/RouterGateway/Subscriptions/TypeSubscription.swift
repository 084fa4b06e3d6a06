import RouterCore

/// One session's interest in one event type: pairs of the type with an agent, or with all agents.
package struct TypeSubscription: Sendable, Hashable {
  /// Interest in all agents, with its filter.
  private(set) var everyAgent: SubscriptionFilter?
  /// Agents taken out of `everyAgent`. One that is then named again has its own pair and stays excluded here, so that the
  /// filter of the new pair decides alone.
  private(set) var excluded: Set<String> = []
  private(set) var agents: [String: SubscriptionFilter] = [:]

  init(
    everyAgent: SubscriptionFilter? = nil, excluded: Set<String> = [], agents: [String: SubscriptionFilter] = [:]
  ) {
    (self.everyAgent, self.excluded, self.agents) = (everyAgent, excluded, agents)
  }

  var isEmpty: Bool { everyAgent == nil && agents.isEmpty }
  var agentCount: Int { excluded.count + agents.count }

  mutating func add(agents names: [String], _ filter: SubscriptionFilter) {
    guard !names.isEmpty else {
      everyAgent = filter
      excluded = []
      return
    }
    for name in names { agents[name] = filter }
  }

  /// - Returns: whether anything was taken away.
  mutating func remove(agents names: [String]) -> Bool {
    var changed = false
    for name in names {
      if agents.removeValue(forKey: name) != nil { changed = true }
      if everyAgent != nil, excluded.insert(name).inserted { changed = true }
    }
    return changed
  }

  func matches(_ event: Event) -> Bool {
    guard let agent = event.agent else {
      // No agent in the event: whatever `agents` says, it is delivered if any pair's filter admits it.
      return everyAgent?.admits(event) == true || agents.values.contains { $0.admits(event) }
    }
    if let everyAgent, !excluded.contains(agent), everyAgent.admits(event) { return true }
    return agents[agent]?.admits(event) == true
  }

  /// The filters that decide about an event of an agent, or of none; none for agents that were not asked for.
  func filters(for agent: String?) -> [SubscriptionFilter] {
    guard let agent else { return (everyAgent.map { [$0] } ?? []) + agents.values }
    return [excluded.contains(agent) ? nil : everyAgent, agents[agent]].compactMap(\.self)
  }

  /// Which members of `data.agents` this session sees of a metrics event.
  func projection() -> AgentProjection {
    guard everyAgent != nil else { return .only(Set(agents.keys)) }
    let hidden = excluded.subtracting(agents.keys)
    return hidden.isEmpty ? .all : .allBut(hidden)
  }
}

/// A part of the agents in a metrics event. Sessions with equal projections share a frame.
package enum AgentProjection: Sendable, Hashable {
  case all
  case only(Set<String>)
  case allBut(Set<String>)

  func shows(_ agent: String) -> Bool {
    switch self {
    case .all: true
    case .only(let agents): agents.contains(agent)
    case .allBut(let agents): !agents.contains(agent)
    }
  }

  /// The payload as this projection shows it; the same document when nothing is hidden.
  func apply(to data: JSONDocument) -> JSONDocument {
    guard self != .all, let agents = data.root["agents"], agents.kind == .object else { return data }
    let hidden = agents.members.filter { !shows($0.name) }
    guard !hidden.isEmpty else { return data }
    // Removing members that exist cannot fail; should it ever, hiding all of `agents` beats showing too much.
    return (try? data.applying(hidden.map { .remove(JSONPath(keys: ["agents", $0.name])) })) ?? .null
  }
}
