import ConfigSchema
import RouterCore
import RouterStages
import TestSupport
import Testing

struct FilterConfigTests {
  @Test(arguments: [
    ("types: [agent_statos]", ["1:9 error: unknown event type 'agent_statos' (did you mean 'agent_status'?)"]),
    ("types: [agents.*]", ["1:9 error: unknown event type 'agents.*' (did you mean 'agent.*'?)"]),
    ("types: [metrics]", ["1:9 error: unknown event type 'metrics' (in configs it is called 'metrics_update')"]),
    ("types: []", ["1:8 error: 'types' must be non-empty (event types, or groups of them as in `agent.*`)"]),
    ("{}", ["1:1 error: an empty condition would match every event (write what an event must have)"]),
    (
      "all: [{ severity: [a] }, {}]",
      ["1:26 error: an empty condition would match every event (write what an event must have)"]
    ),
    (
      "field: event.data.progress",
      ["1:8 error: 'field' needs a test (add one of exists, eq, ne, in, gt, ge, lt, le)"]
    ),
    ("eq: 5", ["1:1 error: a test needs the key 'field' (such as field: event.data.severity)"]),
    ("{ field: event.data.a, gt: five }", ["1:28 error: expected a number, found a string"]),
    (
      "{ field: event.data.a, eq: [5] }", ["1:28 error: expected a string, or a number, or true or false, found a list"]
    ),
    ("{ severty: [error] }", ["1:3 error: unknown key 'severty' (did you mean 'severity'?)"]),
    (
      """
      types: [agent_status]
      any: [{ types: [agent_statuss] }, { field: severity, eq: error }]
      """,
      ["2:44 error: unknown field 'severity' (did you mean 'event.data.severity'?)"]
    ),
    (
      "any: [{ types: [agent_statuss] }, { not: { types: [inference_don] } }]",
      [
        "1:17 error: unknown event type 'agent_statuss' (did you mean 'agent_status'?)",
        "1:52 error: unknown event type 'inference_don' (did you mean 'inference.*'?)",
      ]
    ),
  ])
  func `A wrong condition is reported where it stands`(yaml: String, expected: [String]) {
    let (stage, findings) = StageFactory.filter.read(yaml)
    #expect(findings == expected)
    #expect(stage == nil)
  }

  @Test(arguments: [(15, true), (16, false)])
  func `Conditions nest sixteen deep`(negations: Int, isAllowed: Bool) {
    let yaml =
      String(repeating: "{ not: ", count: negations) + "{ severity: [error] }"
      + String(repeating: " }", count: negations)
    let (stage, findings) = StageFactory.filter.read(yaml)
    #expect(findings == (isAllowed ? [] : ["1:1 error: conditions are nested more than 16 deep"]))
    #expect((stage != nil) == isAllowed)
  }

  @Test func `A type that is switched off is warned of`() throws {
    let catalogue = try Catalogue(disabling: ["agent_status"])
    let (stage, findings) = StageFactory.filter.read("types: [agent_status]", catalogue: catalogue)
    #expect(findings == ["1:9 warning: 'agent_status' is switched off in this deployment"])
    #expect(stage != nil)
  }
}
