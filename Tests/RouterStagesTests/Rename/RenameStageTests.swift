import RouterCore
import RouterStages
import TestSupport
import Testing

struct RenameStageTests {
  @Test(arguments: [
    ("event.data.cpu: cpu_usage", #"{ "cpu" : 4.50, "x":1 }"#, #"{ "cpu_usage" : 4.50, "x":1 }"#),
    ("event.data.system.cpu: load", #"{"system":{"cpu":1},"cpu":2}"#, #"{"system":{"load":1},"cpu":2}"#),
    (
      "event.data.items.*.n: name", #"{"items":[{"n":1},{"m":2},{"n":3}]}"#,
      #"{"items":[{"name":1},{"m":2},{"name":3}]}"#
    ),
    ("event.data.a: b, event.data.c: d", #"{"a":1,"c":2}"#, #"{"b":1,"d":2}"#),
    ("event.data.a: b, event.data.a.x: y", #"{"a":{"x":1}}"#, #"{"b":{"y":1}}"#),
    ("event.data.a: 'say \"hi\"'", #"{"a":1}"#, #"{"say \"hi\"":1}"#),
    ("event.data.a: b, event.data.c: d", #"{"a":1,"b":2,"c":3}"#, #"{"a":1,"b":2,"d":3}"#),
  ])
  func `A field gets its new name and keeps everything else`(fields: String, data: String, expected: String) {
    var rename = StageProbe(.rename, "fields: { \(fields) }")
    #expect(rename.decide(data) == .replaced(expected))
  }

  @Test(arguments: [
    ("event.data.a: b", #"{"c":1}"#), ("event.data.a: b", #"{"a":1,"b":null}"#), ("event.data.l.0: b", #"{"l":[1]}"#),
    ("event.data.*.a: x, event.data.b.c: x", #"{"b":{"a":1,"c":2}}"#),
  ])
  func `Where there is nothing to rename, or the name is taken, the event passes as it is`(fields: String, data: String)
  {
    var rename = StageProbe(.rename, "fields: { \(fields) }")
    #expect(rename.decide(data) == .kept)
  }

  @Test(arguments: [
    (
      "{}",
      [
        "1:1 error: missing key 'fields' (paths and the new names of what they lead to, "
          + "as in { event.data.cpu: cpu_usage })"
      ]
    ),
    ("fields: { cpu: load }", ["1:11 error: unknown field 'cpu' (did you mean 'event.data.cpu'?)"]),
    (
      "fields: { event.type: kind }",
      [
        "1:11 error: 'event.type' cannot be changed (only fields below event.data can, as in event.data.user.email)"
      ]
    ),
    (
      "fields: { event.data.a: event.data.b }",
      [
        "1:25 error: the new name is a single name, not a path "
          + "(as in event.data.cpu: cpu_usage; the field stays where it is)"
      ]
    ),
    (
      "fields: { event.data.a: b, event.data.b: c }",
      [
        "1:25 error: 'b' is itself renamed (use two rename stages, which work one after the other)"
      ]
    ),
    ("fields: { event.data.a: c, event.data.b: c }", ["1:42 error: two fields cannot both be called 'c'"]),
    ("fields: { event.data.*: c }", ["1:11 error: fields of one object cannot all have one name"]),
  ])
  func `A wrong config is reported where it stands`(yaml: String, expected: [String]) {
    let (stage, findings) = StageFactory.rename.read(yaml)
    #expect(findings == expected)
    #expect(stage == nil)
  }
}
