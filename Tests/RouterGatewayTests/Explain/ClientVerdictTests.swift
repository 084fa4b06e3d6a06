import RouterCore
import TestSupport
import Testing

@testable import RouterGateway

/// Why a client got an event, or did not.
@Suite struct ClientVerdictTests {
  private static let position = JournalPosition(10)

  private func id(_ name: String) throws -> EventTypeID { try #require(Catalogue.standard.id(named: name)) }

  private func subscriptions(
    _ type: String = "agent_status", agents: [String] = [], filter: (String, String)? = nil
  ) throws -> SubscriptionSet {
    let requests = filter.map { [FilterRequest(key: $0.0, allowed: [.sample("\"\($0.1)\"")])] } ?? []
    var set = SubscriptionSet()
    let id = try id(type)
    set.add(id, agents: agents, SubscriptionFilter(requests, for: Catalogue.standard[id]))
    return set
  }

  private func verdict(
    _ subscriptions: SubscriptionSet, _ event: Event = .sample(), written: UInt64 = 20, isConnected: Bool = true,
    permissions: PermissionSet = [.viewAgents, .viewMetrics], conflated: ClosedRange<UInt64>? = nil,
    earlier: SubscriptionSet? = nil
  ) throws -> ClientVerdict {
    let mark = JournalMark(position: JournalPosition(written), newest: EventNumber(written))
    var session = ResumableSession(
      id: SessionID(7), subject: "somebody", epoch: "e", options: SessionOptions(), subscriptions: subscriptions,
      written: .through(mark))
    if let earlier { session.history.add(earlier, until: JournalPosition(12)) }
    let principal = Principal(subject: "somebody", permissions: permissions, expires: .distantFuture)
    let snapshot = SessionSnapshot(
      session: session, principal: isConnected ? principal : nil,
      state: isConnected ? .connected(behind: 3) : .disconnected,
      conflated: conflated.map { EventNumber($0.lowerBound)...EventNumber($0.upperBound) })
    return ClientVerdict(
      Delivery(number: EventNumber(5), event: event), at: Self.position, for: snapshot, catalogue: .standard)
  }

  @Test func `what was written behind the event was sent`() throws {
    #expect(try verdict(subscriptions()) == .sent)
    #expect(try verdict(subscriptions(), written: 10) == .sent)
    #expect(try verdict(subscriptions(), isConnected: false) == .sent)
  }

  @Test func `what was not written waits, or is missed`() throws {
    #expect(try verdict(subscriptions(), written: 9) == .waiting(events: 3))
    #expect(try verdict(subscriptions(), written: 9, isConnected: false) == .missed)
  }

  @Test func `the test that failed is named`() throws {
    #expect(try verdict(subscriptions("entity_created")) == .notSubscribed(type: "agent_status"))
    #expect(try verdict(subscriptions(agents: ["other"])) == .otherAgents("agent_123"))
    #expect(try verdict(subscriptions(filter: ("new_status", "idle"))) == .filtered(keys: ["new_status"]))
    #expect(try verdict(subscriptions(filter: ("new_status", "active"))) == .sent)
    #expect(try verdict(subscriptions(), permissions: [.viewMetrics]) == .notPermitted("view_agents"))
  }

  @Test func `what was asked for later than it happened was not sent`() throws {
    #expect(try verdict(subscriptions(), earlier: SubscriptionSet()) == .notAskedForThen)
    #expect(try verdict(subscriptions(), earlier: subscriptions()) == .sent)
  }

  @Test func `of metrics that were put together the last one was sent`() throws {
    let metrics = Event.sample("metrics_update", #"{"system":{"cpu_usage":1}}"#)
    #expect(try verdict(subscriptions("metrics_update"), metrics, conflated: 4...8) == .conflated)
    #expect(try verdict(subscriptions("metrics_update"), metrics, conflated: 4...5) == .sent)
    #expect(try verdict(subscriptions(), conflated: 4...8) == .sent)
  }
}
