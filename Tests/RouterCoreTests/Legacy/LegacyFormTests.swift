import RouterCore
import TestSupport
import Testing

struct LegacyFormTests {
  private static func form(
    _ renames: KeyValuePairs<JSONPath, String>, defaults: KeyValuePairs<JSONPath, String> = [:]
  ) -> LegacyForm {
    LegacyForm(
      "CASE", renames: renames.map { .init($0, to: $1) }, defaults: defaults.map { .init($0, .sample($1)) })
  }

  @Test(
    "Keys trade places and nothing else changes",
    arguments: [
      // One rename is an exchange: a payload may have both keys.
      (form([["completed_at"]: "completedAt"]), #"{ "completedAt" : 1 }"#, #"{ "completed_at" : 1 }"#),
      (form([["completed_at"]: "completedAt"]), #"{"completed_at":1}"#, #"{"completedAt":1}"#),
      (
        form([["completed_at"]: "completedAt"]), #"{"completedAt":1,"completed_at":2}"#,
        #"{"completed_at":1,"completedAt":2}"#
      ),
      // A chain ends where it began.
      (form([["a"]: "b", ["b"]: "c"]), #"{"a":0,"b":1,"c":2,"d":3}"#, #"{"c":0,"a":1,"b":2,"d":3}"#),
      (form([["a"]: "b", ["b"]: "a"]), #"{"a":0,"b":1}"#, #"{"b":0,"a":1}"#),
      // Objects within, under their own new keys too.
      (form([["a", "b"]: "B"]), #"{"a":{"B":1,"a":{"B":2}},"B":3}"#, #"{"a":{"b":1,"a":{"B":2}},"B":3}"#),
      (
        form([["a"]: "A", ["a", "b"]: "B"]), #"{"A":{"B":1},"a":{"B":2}}"#,
        #"{"a":{"b":1},"A":{"B":2}}"#
      ),
      // Values are no keys, and lists are not looked into.
      (form([["a"]: "A"]), #"{"x":"A","y":["A",{"A":1}],"A":{"A":1}}"#, #"{"x":"A","y":["A",{"A":1}],"a":{"A":1}}"#),
      (form([["a", "b"]: "B"]), #"{"a":[{"B":1}]}"#, #"{"a":[{"B":1}]}"#),
      (form([["a"]: "A"]), #"[{"A":1}]"#, #"[{"A":1}]"#),
      // Any text is a key.
      (form([["a.b"]: "\"\\\n"]), #"{"\"\\\n":1}"#, #"{"a.b":1}"#),
      (form([["a"]: "a"]), #"{"a":1}"#, #"{"a":1}"#),
    ])
  func exchange(form: LegacyForm, legacy: String, event: String) throws {
    #expect(try form.event(from: .sample(legacy)).description == event)
    #expect(try form.legacy(from: .sample(event)).description == legacy)
  }

  @Test func `A key that is written with escapes is renamed, and written plainly then`() throws {
    let form = Self.form([["completed_at"]: "completedAt"])
    let event = try form.event(from: .sample(#"{"\u0063ompletedAt":1,"\u0061":2}"#))
    #expect(event.description == #"{"completed_at":1,"\u0061":2}"#)
    #expect(try form.legacy(from: event).description == #"{"completedAt":1,"\u0061":2}"#)
  }

  private static let defaulting = form(
    [["case_type"]: "caseType"], defaults: [["case_type"]: #""initial""#, ["client", "name"]: #""nobody""#])

  @Test(
    "What is left out gets its default, and the event tells",
    arguments: [
      (#"{"id":1}"#, #"{"id":1,"case_type":"initial","defaulted":["case_type"]}"#),
      (
        #"{"id":1,"client":{ }}"#,
        #"{"id":1,"client":{"name":"nobody" },"case_type":"initial","defaulted":["case_type","client.name"]}"#
      ),
      (#"{ }"#, #"{"case_type":"initial","defaulted":["case_type"] }"#),
      (#"{"caseType":"initial"}"#, #"{"case_type":"initial"}"#),
      (#"{"caseType":"final"}"#, #"{"case_type":"final"}"#),
      (#"{"caseType":null,"client":7}"#, #"{"case_type":null,"client":7}"#),
    ])
  func defaults(legacy: String, event: String) throws {
    #expect(try Self.defaulting.event(from: .sample(legacy)).description == event)
    #expect(try Self.defaulting.legacy(from: .sample(event)).description == legacy)
  }

  @Test(
    "What has been changed since is shown as it is",
    arguments: [
      (#"{"case_type":"final","defaulted":["case_type"]}"#, #"{"caseType":"final"}"#),
      (#"{"defaulted":["case_type"],"id":1}"#, #"{"id":1}"#),
      (#"{"case_type":"\u0069nitial","id":1,"defaulted":["case_type"]}"#, #"{"id":1}"#),
      (#"{"case_type":"initial","defaulted":[]}"#, #"{"caseType":"initial"}"#),
      // Not ours.
      (#"{"case_type":"initial","defaulted":["case_type",1]}"#, #"{"caseType":"initial","defaulted":["case_type",1]}"#),
      (#"{"case_type":"initial","defaulted":true}"#, #"{"caseType":"initial","defaulted":true}"#),
      (#"{"case_type":"initial","defaulted":["id"],"id":1}"#, #"{"caseType":"initial","id":1}"#),
    ])
  func changed(event: String, legacy: String) throws {
    #expect(try Self.defaulting.legacy(from: .sample(event)).description == legacy)
  }

  @Test func `A legacy payload that has the marker itself is refused`() throws {
    #expect(throws: LegacyFormError.reservedMember("defaulted")) {
      try Self.defaulting.event(from: .sample(#"{"defaulted":["case_type"]}"#))
    }
    #expect(try Self.form([["a"]: "A"]).event(from: .sample(#"{"defaulted":1}"#)).description == #"{"defaulted":1}"#)
  }

  @Test func `A default that makes the event too deep is refused`() throws {
    let deep = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
    let form = LegacyForm(
      "CASE",
      defaults: [.init(["a"], try JSONDocument(parsing: deep))])
    #expect(throws: LegacyFormError.self) { try form.event(from: .sample("{}")) }
  }

  @Test func `What the log has taken can be shown, even where longer keys make more of it than may come in`() throws {
    let form = Self.form([["a"]: "a_longer_key"])
    let text = #"{"a":""# + String(repeating: "x", count: 1 << 20 - 10) + #""}"#
    let event = try JSONDocument(parsing: text, limits: JSONLimits(maxBytes: 1 << 20))
    let legacy = try form.legacy(from: event)
    #expect(legacy.bytes.count == event.bytes.count + 11)
    let large = try JSONDocument(
      parsing: text.replacing(#"{"a""#, with: #"{"a_longer_key""#), limits: JSONLimits(maxBytes: 1 << 21))
    #expect(try form.event(from: large).bytes == event.bytes)
    #expect(throws: LegacyFormError.self) { try Self.form([["longer"]: "a"]).event(from: event) }
  }

  @Test func `The built-in forms are those of the documents`() throws {
    let renamed = Catalogue.builtInTypes.filter { !$0.legacy.isIdentity }
    #expect(renamed.map(\.name) == ["client_metrics_update", "assessment_update"])
    let sources = Catalogue.builtInTypes.compactMap { type in type.legacy.source.map { (type.name, $0) } }
    #expect(sources.map(\.0) == ["client_metrics_update", "assessment_update", "insight_update"])
    #expect(sources.map(\.1) == ["analysis-agent", "assessment-agent", "analysis-agent"])
  }
}
