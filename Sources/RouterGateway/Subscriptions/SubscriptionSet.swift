import RouterCore

/// Everything one session is subscribed to. A value with the contract's rules (§2), without I/O.
package struct SubscriptionSet: Sendable, Hashable {
  private(set) var types: [EventTypeID: TypeSubscription] = [:]

  package init() {}

  /// Distinct event types, which is what the documented limit counts.
  var count: Int { types.count }

  var isEmpty: Bool { types.isEmpty }

  /// Agents that the subscriptions name, included or excluded.
  var agentCount: Int { types.values.reduce(0) { $0 + $1.agentCount } }

  func filtered(_ isIncluded: (EventTypeID) -> Bool) -> SubscriptionSet {
    guard !types.keys.allSatisfy(isIncluded) else { return self }
    var result = self
    result.types = types.filter { isIncluded($0.key) }
    return result
  }

  /// Puts back what a type had.
  mutating func restore(_ type: EventTypeID, _ subscription: TypeSubscription) {
    if !subscription.isEmpty { types[type] = subscription }
  }

  mutating func add(_ type: EventTypeID, agents: [String], _ filter: SubscriptionFilter) {
    types[type, default: TypeSubscription()].add(agents: agents, filter)
  }

  /// - Parameter agents: empty takes the whole type away.
  /// - Returns: whether anything was taken away.
  mutating func remove(_ type: EventTypeID, agents: [String]) -> Bool {
    guard types[type] != nil else { return false }
    guard !agents.isEmpty else { return types.removeValue(forKey: type) != nil }
    let changed = types[type]?.remove(agents: agents) ?? false
    if types[type]?.isEmpty == true { types[type] = nil }
    return changed
  }

  /// Takes agents away from all types.
  /// - Returns: the types that changed.
  mutating func remove(agents: [String]) -> [EventTypeID] {
    types.keys.filter { remove($0, agents: agents) }
  }

  func matches(_ event: Event) -> Bool { types[event.type]?.matches(event) ?? false }
}
