import HTTPTypes
import RouterCore
import Testing

@testable import RouterGateway

/// What the vectors leave out: where a flaw stands, and what is beside the specification's examples.
struct CloudEventReadingTests {
  private func refusal(_ read: () throws -> CloudEvent) -> EventRefusal? {
    do {
      _ = try read()
      return nil
    } catch {
      return error as? EventRefusal
    }
  }

  @Test func `All flaws of a structured event are named by pointers`() throws {
    let refusal = refusal {
      try .structured(
        Array(#"{"specversion":"2","source":"a b","id":7,"a/b~":1,"time":"now","data_base64":"*"}"#.utf8))
    }
    #expect(
      refusal?.flaws.map { "\($0.place) \($0.detail)" } == [
        #"body("/specversion") 'specversion' is not 1.0, the version that is spoken here"#,
        #"body("/source") 'source' is not a URI-reference: spaces and the like are written as %20"#,
        #"body("/id") 'id' is not a string"#,
        #"body("/a~1b~0") 'a/b~' is no name of an attribute: those are of a-z and 0-9"#,
        #"body("/time") 'time' is not an RFC 3339 date-time such as 2024-01-15T10:30:00Z"#,
        #"body("/data_base64") 'data_base64' is not base64 with its padding (RFC 4648 §4)"#,
        #"body("/type") 'type' is missing"#,
      ])
  }

  @Test func `All flaws of a binary event are named by header fields`() throws {
    let headers = HTTPFields([
      ("CE-SpecVersion", "1.0"), ("ce-id", ""), ("ce-source", "%C0%A0"), ("ce-my-name", "a"), ("ce-time", "2024"),
      ("ce-datacontenttype", "application/json"), ("ce-data", "{}"), ("Content-Type", "nonsense"),
    ])
    let refusal = refusal { try BinaryCloudEvent.read(headers, body: []) }
    #expect(
      refusal?.flaws.map(\.place) == [
        .header("ce-id"), .header("ce-source"), .header("ce-my-name"), .header("ce-time"),
        .header("ce-datacontenttype"), .header("ce-data"), .header("content-type"), .header("ce-type"),
      ])
    #expect(refusal?.flaws.last?.detail == "'type' is missing")
  }

  @Test func `A field given twice is a flaw`() {
    let headers = HTTPFields([
      ("ce-specversion", "1.0"), ("ce-id", "1"), ("Ce-Id", "1"), ("ce-source", "/a"), ("ce-type", "t"),
    ])
    let refusal = refusal { try BinaryCloudEvent.read(headers, body: []) }
    #expect(refusal?.flaws.map(\.detail) == ["'ce-id' is given twice"])
    #expect(refusal?.id == "1" && refusal?.source == "/a")
  }

  @Test func `Of many flaws the first are kept`() {
    let members = (0..<100).map { "\"_\($0)\":1" }.joined(separator: ",")
    #expect(refusal { try .structured(Array("{\(members)}".utf8)) }?.flaws.count == EventRefusal.maxFlaws)
  }

  @Test(
    arguments: [
      ("%", nil), ("a%2", nil), ("%zz", nil), ("%%41", nil), ("a\u{7F}", nil), ("ü", nil), ("\"a", nil),
      ("\"a\"b", nil),
      ("\"a\\\"", nil), ("", ""), ("\"\"", ""), ("a\"b", "a\"b"), ("%00", "\u{0}"), ("\"\\%41\"", "A"),
      ("%F0%9F%98%80", "😀"), ("%F4%90%80%80", nil), ("a b", "a b"),
    ] as [(String, String?)])
  func `Header values are decoded strictly`(_ value: String, _ text: String?) {
    #expect(CloudEventHeaderValue.decode(value) == text)
  }

  @Test func `A control character that was percent-encoded is still none of an attribute`() {
    let headers = HTTPFields([
      ("ce-specversion", "1.0"), ("ce-id", "a%00"), ("ce-source", "/a"), ("ce-type", "t"), ("ce-ext", "%0A"),
    ])
    let refusal = refusal { try BinaryCloudEvent.read(headers, body: []) }
    #expect(refusal?.flaws.map(\.place) == [.header("ce-id"), .header("ce-ext")])
  }

  @Test(
    arguments: [
      ("/a", true, false), ("a/b:c", true, false), ("1:2", false, false), (":a", false, false), ("#a#b", false, false),
      ("urn:uuid:6e8bc430", true, true), ("https://example.com/x?y=z#f", true, true), ("http://[::1]/", true, true),
      ("http://a:b/", false, false), ("a%2", false, false), ("ü", false, false), ("a\\b", false, false),
      ("<x>", false, false), ("mailto:a@b", true, true), ("", true, false),
    ])
  func `URIs and references to them`(_ text: String, _ isReference: Bool, _ isURI: Bool) {
    #expect(CloudEventAttribute.isURIReference(text) == isReference)
    #expect(CloudEventAttribute.isURI(text) == isURI)
  }
}
