import ConfigSchema
import TestSupport
import Testing

@testable import RouterCore

@Suite struct EventMappingTests {
  private static let alert = """
    type: system_alert
    data:
      alert_id: id
      severity: { path: log.level, default: error }
      type: { value: disk_full }
      message: lines.0
      tags: { value: [a, 1] }
      missing: nowhere
    """

  private func draft(_ yaml: String, _ json: String) throws -> EventDraft {
    try EventMapping.sample(yaml).draft(from: JSONDocument.sample(json).root)
  }

  @Test func `fields come from paths, defaults and constants, in the order of the config`() throws {
    let draft = try draft(Self.alert, #"{"lines":["full"],"id":"1.0","log":{}}"#)
    #expect(draft.type == "system_alert")
    #expect(
      draft.data.description
        == #"{"alert_id":"1.0","severity":"error","type":"disk_full","message":"full","tags":["a",1]}"#)
    #expect(draft.time == nil)
  }

  @Test func `values keep their text, and the whole object is the data if nothing is said`() throws {
    #expect(try draft("{ type: a, data: { x: y } }", #"{"y":1.50}"#).data.description == #"{"x":1.50}"#)
    #expect(try draft("type: a", #"{ "y" : 1.50 }"#).data.description == #"{ "y" : 1.50 }"#)
    #expect(try draft("{ type: a, data: { x: . } }", #"{"y":1}"#).data.description == #"{"x":{"y":1}}"#)
  }

  @Test(arguments: [
    (#"{"t":"2024-01-15T10:30:00Z"}"#, VirtualTime.start), (#"{"t":1705314600}"#, VirtualTime.start),
    (#"{"t":1705314600.5}"#, VirtualTime.start + .milliseconds(500)),
  ])
  func `a time is RFC 3339 or seconds`(json: String, time: Timestamp) throws {
    #expect(try draft("{ type: a, time: t }", json).time == time)
  }

  @Test func `the type may come from a field`() throws {
    #expect(try draft("type_from: kind", #"{"kind":"k"}"#).type == "k")
    #expect(throws: EnvelopeFlaw("the field with the event's type is missing or not a string")) {
      try draft("type_from: kind", #"{"kind":7}"#)
    }
    #expect(throws: EnvelopeFlaw("the field with the event's time is neither RFC 3339 nor seconds since 1970")) {
      try draft("{ type: a, time: t }", #"{"t":"today"}"#)
    }
  }

  @Test(arguments: [
    ("{}", "1:1 error: one of 'type' and 'type_from' is needed"),
    ("{ type: a, type_from: b }", "1:9 error: one of 'type' and 'type_from' is needed"),
    (
      "{ type: a, data: { x: 'a..b' } }",
      "1:23 error: a path needs a key between its dots; an empty key is written \"\""
    ),
    ("{ type: a, data: { x: { paht: b } } }", "1:23 error: expected a path such as log.level, or a mapping with"),
    ("{ type: a, data: { x: { value: b, path: c } } }", "1:23 error: expected a path such as log.level, or a mapping"),
    ("{ type: a, data: { x: [b] } }", "1:23 error: expected a path such as log.level, or a mapping with"),
    ("{ type: a, time: '' }", "1:18 error: a path needs a key between its dots"),
  ])
  func `mistakes are reported where they are`(yaml: String, finding: String) {
    let findings = EventMapping.read(yaml).findings
    #expect(findings.count == 1)
    #expect(findings.first?.hasPrefix(finding) == true, "\(findings)")
  }

  @Test(arguments: [
    ("event: { type: system_alert }", nil),
    ("event: { type: system_alerd }", "1:16 error: unknown event type 'system_alerd'"),
    (
      "event: { type: agent_status, data: { agent_id: a, old_status: b } }",
      "1:36 error: 'data' lacks 'new_status', which agent_status requires"
    ),
  ])
  func `the type is held against the catalogue`(yaml: String, finding: String?) throws {
    let node = ConfigNode.yaml(yaml)
    var check = CrossCheck(node: node)
    let mapping = try #require(
      node["event"].flatMap { node in
        var diagnostics = Diagnostics()
        return EventMapping.decode(node, &diagnostics)
      })
    mapping.check("event", .standard, &check)
    #expect(check.diagnostics.lines == (finding.map { [$0] } ?? []))
  }

  @Test func `every property has a key`() { #expect(DeclarationCheck.problems(of: EventMapping.self) == []) }
}
