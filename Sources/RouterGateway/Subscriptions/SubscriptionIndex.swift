import RouterCore

/// Finds the audiences that an event is for, at a cost that follows the matches and not the subscriptions.
///
/// By type, then by agent, then by filter: each different filter looks at an event once. Adding and removing an audience
/// costs its own pairs of type and agent, whatever else is in here.
struct SubscriptionIndex {
  private struct TypeIndex {
    /// Interest in all agents.
    var everyAgent = FilterClasses()
    /// Interest in agents by name, whichever: for events that speak of no agent.
    var named = FilterClasses()
    var byAgent: [String: FilterClasses] = [:]
    /// Who is in `everyAgent` but not for this agent.
    var excluding: [String: AudienceIDSet] = [:]

    var isEmpty: Bool { everyAgent.isEmpty && named.isEmpty }
  }

  /// By the type's index.
  private var types: [TypeIndex] = []
  private var filters = FilterTable()
  /// Types that anybody is interested in.
  private(set) var interest = EventTypeSet()

  /// Times that a filter has looked at an event.
  var evaluations: UInt64 { filters.evaluations }

  /// Places, filters and types held, for leak checks: 0 when everything that was added has been removed.
  var size: Int {
    types.reduce(filters.count) { sum, type in
      sum + type.everyAgent.count + type.named.count + type.byAgent.count + type.excluding.count
    }
  }

  // MARK: Audiences

  mutating func add(_ audience: AudienceID, _ subscriptions: SubscriptionSet) {
    for (type, subscription) in subscriptions.types {
      while types.count <= type.index { types.append(TypeIndex()) }
      interest.insert(type)
      if let filter = subscription.everyAgent { types[type.index].everyAgent.insert(audience, filters.acquire(filter)) }
      for (agent, filter) in subscription.agents {
        let filter = filters.acquire(filter)
        types[type.index].byAgent[agent, default: FilterClasses()].insert(audience, filter)
        types[type.index].named.insert(audience, filter)
      }
      guard subscription.everyAgent != nil else { continue }
      for agent in subscription.excluded {
        types[type.index].excluding[agent, default: AudienceIDSet()].insert(audience)
      }
    }
  }

  /// - Parameter subscriptions: those that it was added with.
  mutating func remove(_ audience: AudienceID, _ subscriptions: SubscriptionSet) {
    for (type, subscription) in subscriptions.types {
      if let filter = subscription.everyAgent {
        let filter = filters.id(of: filter)
        types[type.index].everyAgent.remove(audience, filter)
        filters.release(filter)
      }
      for (agent, filter) in subscription.agents {
        let filter = filters.id(of: filter)
        types[type.index].byAgent[agent]?.remove(audience, filter)
        if types[type.index].byAgent[agent]?.isEmpty == true { types[type.index].byAgent[agent] = nil }
        types[type.index].named.remove(audience, filter)
        filters.release(filter)
      }
      for agent in subscription.excluded {
        types[type.index].excluding[agent]?.remove(audience)
        if types[type.index].excluding[agent]?.isEmpty == true { types[type.index].excluding[agent] = nil }
      }
      if types[type.index].isEmpty { interest.remove(type) }
    }
  }

  // MARK: Events

  /// Calls `body` with every audience that the event is for, some perhaps more than once.
  @inline(__always)
  mutating func forEachMatch(of event: Event, _ body: (AudienceID) -> Void) {
    guard interest.contains(event.type) else { return }
    filters.beginEvent()
    let everyAgent = types[event.type.index].everyAgent
    guard let agent = event.agent else {
      let named = types[event.type.index].named
      everyAgent.forEach { filter, audiences in if filters.admits(filter, event) { audiences.forEach(body) } }
      named.forEach { filter, audiences in if filters.admits(filter, event) { audiences.forEach(body) } }
      return
    }
    let byAgent = types[event.type.index].byAgent[agent]
    byAgent?.forEach { filter, audiences in if filters.admits(filter, event) { audiences.forEach(body) } }
    guard !everyAgent.isEmpty else { return }
    let excluding = types[event.type.index].excluding[agent]
    everyAgent.forEach { filter, audiences in
      guard filters.admits(filter, event) else { return }
      guard let excluding else { return audiences.forEach(body) }
      audiences.forEach { if !excluding.contains($0) { body($0) } }
    }
  }
}
