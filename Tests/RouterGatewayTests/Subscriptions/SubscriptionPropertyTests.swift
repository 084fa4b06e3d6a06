import RouterCore
import TestSupport
import Testing

@testable import RouterGateway

/// Subscriptions against a model that is a plain list of pairs.
struct SubscriptionPropertyTests {
  /// A pair of a type with an agent, or with all agents but some.
  private struct Pair {
    let type: EventTypeID
    let agent: String?
    var filter: SubscriptionFilter
    var excluded: Set<String> = []
  }

  private struct Model {
    var pairs: [Pair] = []

    mutating func subscribe(_ type: EventTypeID, _ agents: [String], _ filter: SubscriptionFilter) {
      for agent in agents.isEmpty ? [nil] : agents.map(Optional.some) {
        pairs.removeAll { $0.type == type && $0.agent == agent }
        pairs.append(Pair(type: type, agent: agent, filter: filter))
      }
    }

    mutating func unsubscribe(_ type: EventTypeID?, _ agents: [String]) {
      pairs.removeAll { pair in
        (type ?? pair.type) == pair.type && (agents.isEmpty || pair.agent.map(agents.contains) ?? false)
      }
      for index in pairs.indices where pairs[index].agent == nil && (type ?? pairs[index].type) == pairs[index].type {
        pairs[index].excluded.formUnion(agents)
      }
    }

    func matches(_ event: Event) -> Bool {
      pairs.contains { pair in
        guard pair.type == event.type, pair.filter.admits(event) else { return false }
        guard let agent = event.agent else { return true }
        return pair.agent.map { $0 == agent } ?? !pair.excluded.contains(agent)
      }
    }

    func shows(_ agent: String, _ type: EventTypeID) -> Bool {
      pairs.contains { $0.type == type && ($0.agent.map { $0 == agent } ?? !$0.excluded.contains(agent)) }
    }

    var types: Set<EventTypeID> { Set(pairs.map(\.type)) }
  }

  private static let names = ["agent_status", "metrics_update", "system_alert"]
  private static let agents = ["a", "b", "c", "d"]

  private static func event(_ type: String, using random: inout SplitMix64) -> Event {
    let severity = ["info", "error"].randomElement(using: &random) ?? ""
    switch type {
    case "agent_status":
      let agent = agents.randomElement(using: &random) ?? ""
      return .sample(type, #"{"agent_id":"\#(agent)","old_status":"x","new_status":"y","severity":"\#(severity)"}"#)
    case "metrics_update":
      return .sample(type, #"{"system":{},"agents":{"a":{},"b":{},"c":{},"d":{}},"severity":"\#(severity)"}"#)
    default: return .sample(type, #"{"alert_id":"1","severity":"\#(severity)"}"#)
    }
  }

  @Test(arguments: 1...20)
  func `Any sequence of subscribing and unsubscribing gives what the pairs say`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var set = SubscriptionSet()
    var model = Model()
    for _ in 0..<200 {
      let type = try #require(Catalogue.standard.id(named: Self.names.randomElement(using: &random) ?? ""))
      let agents = Self.agents.filter { _ in Int.random(in: 0..<3, using: &random) == 0 }
      switch Int.random(in: 0..<5, using: &random) {
      case 0, 1:
        let requests = Bool.random(using: &random) ? [] : [FilterRequest(key: "severity", allowed: [.string("error")])]
        let filter = SubscriptionFilter(requests, for: Catalogue.standard[type])
        set.add(type, agents: agents, filter)
        model.subscribe(type, agents, filter)
      case 2 where !agents.isEmpty:
        _ = set.remove(agents: agents)
        model.unsubscribe(nil, agents)
      default:
        _ = set.remove(type, agents: agents)
        model.unsubscribe(type, agents)
      }
      #expect(Set(set.types.keys) == model.types)
      for name in Self.names {
        let event = Self.event(name, using: &random)
        #expect(set.matches(event) == model.matches(event))
        guard name == "metrics_update", let subscription = set.types[event.type] else { continue }
        let shown = subscription.projection().apply(to: event.data).root["agents"]?.members.map(\.name)
        #expect(shown == Self.agents.filter { model.shows($0, event.type) })
      }
    }
  }
}
