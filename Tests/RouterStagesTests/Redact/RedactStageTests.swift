import ConfigSchema
import RouterCore
import RouterStages
import TestSupport
import Testing

struct RedactStageTests {
  @Test func `Everything else keeps its bytes`() {
    var redact = StageProbe(.redact, "{ remove: [event.data.user.email], mask: [event.data.card] }")
    let decision = redact.decide(
      #"{ "agent_id" : "a", "user": {"email":"x@y.z" , "n": 1.50e+01},"card":4242, "caf\u00e9":9007199254740993 }"#)
    #expect(
      decision
        == .replaced(
          #"{ "agent_id" : "a", "user": {"n": 1.50e+01},"card":"***", "caf\u00e9":9007199254740993 }"#))
  }

  @Test(arguments: [
    ("mask: [event.data.a], replacement: hidden", #"{"a":{"deep":[1]}}"#, #"{"a":"hidden"}"#),
    ("mask: [event.data.a], keep_last: 4", #"{"a":"1234567890"}"#, #"{"a":"***7890"}"#),
    ("mask: [event.data.a], keep_last: 4", #"{"a":"12345678"}"#, #"{"a":"***5678"}"#),
    ("mask: [event.data.a], keep_last: 4", #"{"a":"1234567"}"#, #"{"a":"***"}"#),
    ("mask: [event.data.a], keep_last: 4", #"{"a":1234567890}"#, #"{"a":"***"}"#),
    ("mask: [event.data.a], keep_last: 1", #"{"a":"\ud83d\ude00\ud83d\ude01"}"#, #"{"a":"***😁"}"#),
    (
      "mask: [event.data.*.x]", #"{"a":{"x":1,"y":1},"b":[{"x":2}],"c":3}"#,
      #"{"a":{"x":"***","y":1},"b":[{"x":2}],"c":3}"#
    ),
    ("mask: [event.data.b.*.x]", #"{"b":[{"x":2},{"y":3},{"x":"4"}]}"#, #"{"b":[{"x":"***"},{"y":3},{"x":"***"}]}"#),
    ("remove: [event.data.b.*]", #"{"b":[1,2,3],"c":1}"#, #"{"b":[],"c":1}"#),
    ("remove: [event.data.a], mask: [event.data.a.x]", #"{"a":{"x":1},"b":2}"#, #"{"b":2}"#),
    ("remove: [event.data.a.x], mask: [event.data.a]", #"{"a":{"x":1},"b":2}"#, #"{"a":"***","b":2}"#),
  ])
  func `Values are removed or masked`(yaml: String, data: String, expected: String) {
    var redact = StageProbe(.redact, "{ \(yaml) }")
    #expect(redact.decide(data) == .replaced(expected))
  }

  @Test(arguments: [#"{}"#, #"{"user":"x"}"#, #"{"user":{"mail":"x"}}"#, #"{"user":[{"email":"x"}]}"#])
  func `An event without the field passes as it is`(data: String) {
    var redact = StageProbe(.redact, "{ remove: [event.data.user.email], mask: [event.data.users.*.email] }")
    #expect(redact.decide(data) == .kept)
  }

  @Test func `Masking the agent's id does not change who sees the event`() {
    var output = StageOutput()
    var stage = StageProbe(.redact, "mask: [event.data.agent_id]").stage
    guard case .replace(let event) = stage.process(.sample(), at: VirtualTime.start, &output) else {
      Issue.record("not replaced")
      return
    }
    #expect(event.agent == "agent_123")
    #expect(event.data.root["agent_id"]?.string == "***")
  }

  @Test func `An event that cannot be masked does not go on`() {
    let replacement = String(repeating: "x", count: 600_000)
    var redact = StageProbe(.redact, "{ mask: [event.data.a, event.data.b], replacement: \(replacement) }")
    #expect(redact.decide(#"{"a":1,"b":2}"#) == .dropped("redaction_failed"))
  }

  @Test(arguments: 1...20)
  func `What is left of a random payload is what was there`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let names = (0..<20).map { "f\($0)" }
    let members = names.map { "\"\($0)\"\(["", " ", "\n"].randomElement(using: &random) ?? ""): \(random.next())" }
    let (removed, masked) = (names[Int(seed) % 20], names[(Int(seed) + 7) % 20])
    var redact = StageProbe(.redact, "{ remove: [event.data.\(removed)], mask: [event.data.\(masked)] }")
    guard case .replaced(let text) = redact.decide("{\(members.joined(separator: " , "))}") else {
      Issue.record("not replaced")
      return
    }
    for (name, member) in zip(names, members) where name != removed && name != masked {
      #expect(text.contains(member))
    }
    #expect(try JSONDocument(parsing: text).root.count == 19)
  }

  @Test(arguments: [
    ("{}", ["1:1 error: nothing to redact (name fields under 'remove' or 'mask')"]),
    ("remove: [user.email]", ["1:10 error: unknown field 'user.email' (did you mean 'event.data.user.email'?)"]),
    (
      "mask: [event.agent, event.data]",
      [
        "1:8 error: 'event.agent' cannot be changed (only fields below event.data can, as in event.data.user.email)",
        "1:21 error: 'event.data' cannot be changed (only fields below event.data can, as in event.data.user.email)",
      ]
    ),
    (
      "{ remove: [event.data.a], mask: [event.data.a] }",
      ["1:33 warning: 'event.data.a' is removed, so masking it does nothing"]
    ),
  ])
  func `A wrong config is reported where it stands`(yaml: String, expected: [String]) {
    #expect(StageFactory.redact.read(yaml).findings == expected)
  }
}
