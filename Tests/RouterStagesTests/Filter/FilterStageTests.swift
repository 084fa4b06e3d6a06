import RouterCore
import RouterStages
import TestSupport
import Testing

struct FilterStageTests {
  private static let data = #"""
    {"agent_id":"agent_123","severity":"warning","progress":0.75,"count":10,"big":9007199254740993,"text":"5",
     "flag":true,"nothing":null,"items":[{"name":"first"}],"caf\u00e9":"cr\u00e8me","huge":1e400}
    """#

  @Test(arguments: [
    ("types: [agent_status]", true),
    ("types: [agent_created, agent_status]", true),
    ("types: [agent.*]", true),
    ("types: [metrics.*, performance_alert]", false),
    ("agents: [agent_123]", true),
    ("agents: [agent_1, agent_456]", false),
    ("severity: [warning, error]", true),
    ("severity: [error]", false),
    ("{ types: [agent_status], severity: [warning] }", true),
    ("{ types: [agent_status], severity: [error] }", false),
    ("{ field: event.type, eq: agent_status }", true),
    ("{ field: event.source, in: [host, test] }", true),
    ("{ field: event.agent, ne: agent_123 }", false),
  ])
  func `All keys of a condition must hold`(yaml: String, expected: Bool) {
    var filter = StageProbe(.filter, yaml)
    #expect(filter.decide(Self.data) == (expected ? .kept : .dropped("filtered")))
  }

  @Test(arguments: [
    ("progress, eq: 0.75", true), ("progress, eq: 75e-2", true), ("progress, eq: 1", false),
    ("progress, ge: 0.75", true), ("progress, gt: 0.75", false), ("progress, le: 0.75", true),
    ("progress, lt: 0.75", false), ("progress, gt: 0.5, lt: 1", true), ("progress, gt: 0.5, lt: 0.7", false),
    ("count, eq: 10", true), ("count, eq: 10.0", true), ("count, eq: \"10\"", false), ("count, in: [1, 10]", true),
    ("big, eq: 9007199254740993", true), ("big, eq: 9007199254740992", false), ("big, gt: 9007199254740992", true),
    ("big, lt: 9007199254740994", true), ("big, gt: 1.5", true),
    ("huge, gt: 1e300", true), ("huge, lt: 1e300", false),
    ("text, eq: \"5\"", true), ("text, eq: 5", false), ("text, ne: 5", true), ("text, gt: 1", false),
    ("flag, eq: true", true), ("flag, eq: \"true\"", false), ("flag, eq: false", false),
    ("nothing, eq: null", true), ("nothing, eq: \"null\"", false), ("nothing, exists: true", true),
    ("items.0.name, eq: first", true), ("items.1.name, exists: false", true), ("items, eq: first", false),
    ("café, eq: crème", true),
  ])
  func `A field is compared by kind and value`(test: String, expected: Bool) {
    var filter = StageProbe(.filter, "{ field: event.data.\(test) }")
    #expect(filter.decide(Self.data) == (expected ? .kept : .dropped("filtered")))
  }

  @Test(arguments: [
    ("exists: true", false), ("exists: false", true), ("eq: 1", false), ("eq: null", false), ("ne: 1", true),
    ("ne: null", true), ("in: [1, null]", false), ("gt: 0", false), ("ge: 0", false), ("lt: 0", false),
    ("le: 0", false),
  ])
  func `Where nothing is, only 'ne' and 'exists: false' hold`(test: String, expected: Bool) {
    var filter = StageProbe(.filter, "{ field: event.data.absent, \(test) }")
    #expect(filter.decide(Self.data) == (expected ? .kept : .dropped("filtered")))
  }

  @Test(arguments: [
    ("any: [{ severity: [error] }, { field: event.data.count, ge: 10 }]", true),
    ("any: [{ severity: [error] }, { field: event.data.count, gt: 10 }]", false),
    ("all: [{ severity: [warning] }, { field: event.data.count, ge: 10 }]", true),
    ("all: [{ severity: [warning] }, { field: event.data.count, gt: 10 }]", false),
    ("not: { severity: [error] }", true),
    ("not: { severity: [warning] }", false),
    ("not: { any: [{ severity: [error] }, { not: { all: [{ agents: [agent_123] }] } }] }", true),
    ("{ severity: [warning], any: [{ agents: [agent_1] }], not: { severity: [error] } }", false),
  ])
  func `Conditions combine`(yaml: String, expected: Bool) {
    var filter = StageProbe(.filter, yaml)
    #expect(filter.decide(Self.data) == (expected ? .kept : .dropped("filtered")))
  }

  @Test func `An event without an agent matches no list of agents`() {
    var filter = StageProbe(.filter, "agents: [agent_123]")
    #expect(filter.decide(.sample(1, "system_alert", #"{"agent_id":"agent_123"}"#)) == .dropped("filtered"))
  }
}
