import ConfigSchema
import RouterCore
import RouterStages
import TestSupport
import Testing

struct WindowEmissionTests {
  @Test func `A window can end in an event of any type`() {
    var window = StageProbe(
      .window,
      """
      every: 1min
      group_by: event.agent
      sum: { total: event.data.n }
      emit:
        type: performance_alert
        data:
          alert_id: "{stage}-{group.agent}-{window_start}"
          severity: warning
          current_value: "{count}"
          threshold: 1.50
          message: '{count} events of "{group.agent}", {{sum}} {sum.total}'
          affected_components: [router, "{group.agent}"]
          extra: { list: [null, true, "1"], empty: "" }
      """)
    for _ in 1...2 { _ = window.decide(#"{"agent_id":"a","n":0.25}"#) }
    window.advance(to: .distantFuture)
    #expect(window.emitted.map(\.typeName) == ["performance_alert"])
    #expect(window.emitted.map(\.agent) == ["a"])
    #expect(
      window.emitted.map(\.data.description) == [
        #"{"alert_id":"sample-a-2024-01-15T10:30:00Z","severity":"warning","current_value":2,"threshold":1.50,"#
          + #""message":"2 events of \"a\", {sum}} 0.5","affected_components":["router","a"],"#
          + #""extra":{"list":[null,true,"1"],"empty":""}}"#
      ])
  }

  @Test func `The summary is valid under its own type`() throws {
    var window = StageProbe(.window, "{ every: 1s, group_by: event.agent, sum: event.data.n }")
    _ = window.decide("{}")
    window.advance(to: .distantFuture)
    let data = try #require(window.emitted.first).data
    #expect(EventType.windowSummary.schema.violations(in: data.root) == [])
  }

  @Test(arguments: [
    (
      "{}",
      [
        "1:1 error: missing key 'every' (length of a window, in whole seconds; "
          + "windows begin at multiples of it since 1970, UTC)"
      ]
    ),
    ("every: 1500ms", ["1:8 error: a window must last whole seconds (its bounds are written without fractions)"]),
    (
      "{ every: 1s, emit: { type: agent_statu } }",
      ["1:28 error: unknown event type 'agent_statu' (did you mean 'agent_status'?)"]
    ),
    (
      "{ every: 1s, emit: { type: performance_alert } }",
      [
        "1:28 error: data of performance_alert: /alert_id: expected a non-empty string, found nothing",
        "1:28 error: data of performance_alert: /severity: expected a non-empty string, found nothing",
      ]
    ),
    (
      "{ every: 1s, emit: { data: { a: '{cont}', b: '{count' } } }",
      [
        "1:33 error: unknown placeholder '{cont}' (did you mean 'count'?)",
        "1:46 error: a placeholder lacks its '}' (a brace itself is written '{{')",
      ]
    ),
    ("{ every: 1s, emit: { data: [1] } }", ["1:28 error: expected a mapping, found a list"]),
    (
      "{ every: 1s, group_by: [event.type, event.data.type] }",
      ["1:37 error: two fields are called 'type' (give them names of their own, as in { type_2: event.data.type })"]
    ),
    ("{ every: 1s, sum: event.data }", []),
  ])
  func `A wrong config is reported where it stands`(yaml: String, expected: [String]) {
    let (stage, findings) = StageFactory.window.read(yaml)
    #expect(findings == expected)
    #expect((stage == nil) == !expected.isEmpty)
  }

  @Test func `A type that is switched off cannot be emitted`() throws {
    let catalogue = try Catalogue(disabling: ["agent_status"])
    let (stage, findings) = StageFactory.window.read(
      "{ every: 1s, emit: { type: agent_status } }", catalogue: catalogue)
    #expect(findings == ["1:28 error: 'agent_status' is switched off in this deployment"])
    #expect(stage == nil)
  }
}
