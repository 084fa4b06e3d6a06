import RouterCore
import TestSupport
import Testing

@testable import InsightsPlugin

struct RuleEngineTests {
  private static let rules = """
    timeouts:
      when: { types: [inference_failed], field: event.data.error_code, eq: TIMEOUT }
      window: 1m
      count: 2
      group_by: data.agent_id
      insight: { type: timeouts, description: "{group}" }
    anything:
      when: { field: event.data.urgent, eq: true }
      insight: { type: anything, description: "{event.type}" }
    alerts:
      when: { any: [ { types: [system_alert] }, { types: [performance_alert] } ] }
      insight: { type: alerts, description: d }
    """

  private func found(_ entries: [LogEntry], since: [EventNumber]? = nil) -> [String] {
    var engine = RuleEngine(.sample(Self.rules), owner: "findings", since: since)
    return entries.flatMap { engine.step($0) }.map { "\($0.rule.name) \($0.group) \($0.entry.number.publicID)" }
  }

  @Test func `rules find what they say, in the config's order, by the log's time`() {
    let urgent = #","urgent":true"#
    #expect(
      found([
        .failure(1, "a"), .failure(2, "b", at: 10), .failure(3, "a", at: 59, more: urgent), .failure(4, "b", at: 70),
        .sample(5, "system_alert", #"{"alert_id":"x","severity":"error"}"#, at: 71),
      ]) == ["timeouts a msg_3", "anything  msg_3", "alerts  msg_5"])
  }

  @Test func `only rules that an event's type may match look at it`() throws {
    let book = RuleBook.sample(Self.rules)
    let names = { (type: String) in
      Catalogue.standard.id(named: type).map { book.candidates(for: $0).map { book.rules[$0].name } }
    }
    #expect(names("inference_failed") == ["timeouts", "anything"])
    #expect(names("system_alert") == ["anything", "alerts"])
    #expect(names("agent_status") == ["anything"])
  }

  @Test(arguments: ["insight_update", "client_metrics_update"])
  func `what sources of insights tell matches no rule, whichever of them it is`(type: String) {
    let urgent = #"{"type":"t","urgent":true}"#
    for origin in [Origin.source("findings"), .source("others"), .ingest] {
      #expect(found([.sample(1, type, urgent, origin: origin)]) == [])
    }
    #expect(found([.sample(1, "agent_status", urgent, origin: .source("others"))]) == ["anything  msg_1"])
    #expect(found([.sample(1, "agent_status", urgent, origin: .source("findings"))]) == [])
  }

  @Test func `a rule sees nothing from before its time`() {
    let since = [EventNumber(1), .zero, .zero]
    #expect(found([.failure(1, "a"), .failure(2, "a")], since: since) == [])
    #expect(found([.failure(1, "a"), .failure(2, "a"), .failure(3, "a")], since: since) == ["timeouts a msg_3"])
  }

  @Test func `events without the field are of a group of their own`() {
    var engine = RuleEngine(
      .sample(
        "r: { when: { types: [system_alert] }, count: 2, group_by: [data.host, event.source], insight: { type: t, description: d } }"
      ),
      owner: "findings")
    let groups = ["{}", #"{"host":null}"#, #"{"host":"none"}"#, #"{"host":7}"#, #"{"host":"7"}"#].enumerated().flatMap {
      engine.step(.sample(UInt64($0 + 1), "system_alert", $1)).map { "\($0.entry.number.publicID) \($0.group)" }
    }
    #expect(groups == ["msg_2 none, test", "msg_5 7, test"])
  }
}
