import RouterCore
import TestSupport
import Testing

@testable import RouterGateway

/// The index against the naive matcher, which asks every subscription.
struct SubscriptionIndexTests {
  private static let names = ["agent_status", "metrics_update", "system_alert", "inference_started"]
  private static let agents = (1...6).map { "agent_\($0)" }

  /// A set that came about by subscribing and unsubscribing.
  private static func subscriptions(using random: inout SplitMix64) throws -> SubscriptionSet {
    var set = SubscriptionSet()
    for _ in 0..<Int.random(in: 1...6, using: &random) {
      let type = try #require(Catalogue.standard.id(named: names.randomElement(using: &random) ?? ""))
      let some = agents.filter { _ in Int.random(in: 0..<3, using: &random) == 0 }
      if Int.random(in: 0..<4, using: &random) == 0 {
        _ = set.remove(type, agents: some)
      } else {
        set.add(type, agents: Bool.random(using: &random) ? some : [], filter(type, using: &random))
      }
    }
    return set
  }

  private static func filter(_ type: EventTypeID, using random: inout SplitMix64) -> SubscriptionFilter {
    let choices: [[FilterRequest]] = [
      [], [], [FilterRequest(key: "severity", allowed: [.string("error")])],
      [FilterRequest(key: "severity", allowed: [.string("info"), .string("error")])],
      [FilterRequest(key: "new_status", allowed: [.string("active")])],
    ]
    return SubscriptionFilter(choices.randomElement(using: &random) ?? [], for: Catalogue.standard[type])
  }

  private static func event(using random: inout SplitMix64) -> Event {
    let agent = Bool.random(using: &random) ? #""agent_id":"agent_\#(Int.random(in: 1...7, using: &random))","# : ""
    let severity = ["info", "error", "critical"].randomElement(using: &random) ?? ""
    let status = ["active", "idle"].randomElement(using: &random) ?? ""
    return .sample(
      names.randomElement(using: &random) ?? "",
      #"{\#(agent)"severity":"\#(severity)","new_status":"\#(status)"}"#)
  }

  @Test(arguments: 1...40)
  func `The index finds what a naive matcher finds, whoever comes and goes`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var index = SubscriptionIndex()
    var present: [AudienceID: SubscriptionSet] = [:]
    for _ in 0..<200 {
      if let leaver = present.keys.randomElement(using: &random), present.count > 20 || Bool.random(using: &random) {
        index.remove(leaver, present.removeValue(forKey: leaver) ?? SubscriptionSet())
      } else {
        let id = AudienceID((0...30).first { present[AudienceID($0)] == nil } ?? 0)
        present[id] = try Self.subscriptions(using: &random)
        index.add(id, present[id] ?? SubscriptionSet())
      }
      let event = Self.event(using: &random)
      var found: Set<AudienceID> = []
      index.forEachMatch(of: event) { found.insert($0) }
      #expect(found == Set(present.filter { $0.value.matches(event) }.keys))
      #expect(index.interest.contains(event.type) == present.values.contains { $0.types[event.type] != nil })
    }
    for (id, set) in present { index.remove(id, set) }
    #expect(index.size == 0)
  }

  @Test func `Ten thousand subscriptions that share five filters cost five evaluations per event`() throws {
    var index = SubscriptionIndex()
    let type = try #require(Catalogue.standard.id(named: "agent_status"))
    for number in 0..<10_000 {
      let wanted = JSONDocument.string("status_\(number % 5)")
      let filter = SubscriptionFilter(
        [FilterRequest(key: "new_status", allowed: [wanted])], for: Catalogue.standard[type])
      var set = SubscriptionSet()
      // Different audiences: every one names an agent of its own besides.
      set.add(type, agents: [], filter)
      set.add(type, agents: ["agent_\(number)"], .none)
      index.add(AudienceID(number), set)
    }
    let event = Event.sample("agent_status", #"{"agent_id":"a","old_status":"x","new_status":"status_3"}"#)
    var found = 0
    for _ in 0..<10 { index.forEachMatch(of: event) { _ in found += 1 } }
    #expect(found == 20_000)
    #expect(index.evaluations == 50)
  }

  @Test func `Filters that mean the same are one, in whatever order they are written`() throws {
    let type = try #require(Catalogue.standard.type(named: "agent_status"))
    let one = SubscriptionFilter(
      [
        FilterRequest(key: "severity", allowed: [.string("a"), .string("b")]),
        FilterRequest(key: "new_status", allowed: [.string("c")]),
      ], for: type)
    let other = SubscriptionFilter(
      [
        FilterRequest(key: "new_status", allowed: [.string("c")]),
        FilterRequest(key: "severity", allowed: [.string("b"), .string("a")]),
      ], for: type)
    #expect(one == other && one.hashValue == other.hashValue)
    #expect(one != .none)
  }

  /// Not a measurement: what is not there cannot be visited.
  @Test func `Subscriptions to other agents are not looked at`() throws {
    var index = SubscriptionIndex()
    let type = try #require(Catalogue.standard.id(named: "agent_status"))
    let filter = SubscriptionFilter(
      [FilterRequest(key: "new_status", allowed: [.string("active")])], for: Catalogue.standard[type])
    for number in 0..<100_000 {
      var set = SubscriptionSet()
      set.add(type, agents: ["other_\(number)"], filter)
      index.add(AudienceID(number), set)
    }
    var found = 0
    index.forEachMatch(of: .sample()) { _ in found += 1 }
    #expect((found, index.evaluations) == (0, 0))
  }
}
