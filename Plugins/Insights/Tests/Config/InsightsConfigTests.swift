import ConfigSchema
import RouterCore
import TestSupport
import Testing

@testable import InsightsPlugin

struct InsightsConfigTests {
  private func findings(_ yaml: String) -> [String] {
    let node = ConfigNode.yaml(yaml)
    var diagnostics = Diagnostics()
    _ = insightsFactory.prepare(node, &diagnostics)
    insightsFactory.check(node, .standard, &diagnostics)
    return diagnostics.lines
  }

  @Test(arguments: [
    ("rules: { r: {} }", ["1:13 error: missing key 'when'", "1:13 error: missing key 'insight'"]),
    (
      "rules: { r: { when: { types: [inference_faild] }, insight: { type: t, description: d } } }",
      ["1:31 error: unknown event type 'inference_faild'"]
    ),
    (
      "rules: { r: { when: { types: [system_alert] }, insight: { type: t, description: '{grup}' } } }",
      ["1:81 error: unknown placeholder '{grup}'"]
    ),
    (
      "rules: { r: { when: { types: [system_alert] }, insight: { type: '{data}', description: '{x' } } }",
      ["1:65 error: unknown placeholder '{data}'", "1:88 error: a placeholder lacks its '}'"]
    ),
    (
      "rules: { r: { when: { types: [system_alert] }, insight: { type: t, description: '{group}' } } }",
      ["1:57 error: {group} needs 'group_by'"]
    ),
    (
      "rules: { r: { when: { types: [system_alert] }, insight: { type: t, description: d, priority: urgent } } }",
      ["1:94 error: expected one of low, medium, high, critical, found a string"]
    ),
    (
      "rules: { r: { when: { types: [system_alert] }, window: 0s, count: 0, insight: { type: t, description: d } } }",
      ["1:56 error: 'window' must be between 1s and 30d", "1:67 error: 'count' must be between 1 and 1000"]
    ),
    (
      "rules: { r: { when: { types: [system_alert] }, group_by: agent, insight: { type: t, description: d } } }",
      ["1:58 error: unknown field 'agent'"]
    ),
    (
      "rules: { r: { when: { types: [system_alert] }, group_by: [], insight: { type: t, description: d } } }",
      ["1:58 error: a group has 1 to 4 fields"]
    ),
    (
      "rules: { r: { when: { types: [insight_update] }, insight: { type: t, description: d } } }",
      ["1:13 error: no event can match: client_metrics_update and insight_update match no rule"]
    ),
    ("metrics_interval: 1ms", ["1:19 error: 'metrics_interval' must be between 100ms and 1h"]),
    ("keep: 99", ["1:7 error: 'keep' must be between 100 and 10000000"]),
    ("store: { type: memory, path: x }", ["1:30 error: a store in memory has no file"]),
    ("rule: {}", ["1:1 error: unknown key 'rule'"]),
    (
      "rules: { \"a\\nb\": { when: { types: [system_alert] }, insight: { type: t, description: d } } }",
      ["1:18 error: the name of this rule has not 1 to 64 bytes in one line"]
    ),
  ])
  func `mistakes are shown where they are`(yaml: String, expected: [String]) {
    #expect(findings(yaml) == expected)
  }

  @Test func `a rule needs little, and nothing at all is needed`() {
    #expect(findings("") == [])
    #expect(findings("rules: { r: { when: { severity: [error] }, insight: { type: t, description: d } } }") == [])
  }
}
