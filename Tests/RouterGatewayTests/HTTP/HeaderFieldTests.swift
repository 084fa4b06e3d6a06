import Testing

@testable import RouterGateway

struct HeaderFieldTests {
  @Test(
    arguments: [
      ("application/json", "application/json", [:]),
      (" Application/JSON ;Charset=\"UTF-8\"; x=1;;", "application/json", ["charset": "UTF-8", "x": "1"]),
      ("text/x+json;a=b;A=c", "text/x+json", ["a": "b"]),
      ("a/b; q=\"\\\"\"", "a/b", ["q": "\""]),
    ] as [(String, String, [String: String])])
  func `A media type is read`(_ text: String, _ essence: String, _ parameters: [String: String]) {
    let type = MediaType(text)
    #expect(type?.essence == essence)
    #expect(type?.parameters == parameters)
  }

  @Test(
    arguments: [
      "", "json", "/json", "application/", "application /json", "application/json, text/plain", "application/json x",
      "application/json; charset", "application/json; charset=", "application/json; charset=\"utf-8", "a/b/c",
      "äpplication/json", "application/json; =a", "application/json;charset = utf-8",
    ])
  func `What is no media type`(_ text: String) {
    #expect(MediaType(text) == nil)
  }

  @Test(
    arguments: [
      ("application/json", true, true), ("application/cloudevents+json", true, true), ("text/json", true, true),
      ("application/json; charset=utf-8", true, true), ("application/json; charset=UTF-16", true, false),
      ("application/json; charset=us-ascii", true, true), ("application/xml", false, true),
      ("application/jsonp", false, true), ("application/json-seq", false, true),
    ])
  func `What is JSON, and in UTF-8`(_ text: String, _ isJSON: Bool, _ isUTF8: Bool) {
    #expect(MediaType(text)?.isJSON == isJSON && MediaType(text)?.isUTF8 == isUTF8)
  }

  @Test(
    arguments: [
      ([], nil), (["handling=lenient"], "lenient"), (["Handling = Lenient"], "lenient"),
      (["respond-async, wait=10;a=b , handling=\"lenient\"; x"], "lenient"), (["handling=strict"], "strict"),
      (["handling=strict, handling=lenient"], "strict"), (["respond-async", "handling=lenient"], "lenient"),
      (["handling=odd, handling=lenient"], "lenient"), (["handling"], nil), (["handling="], nil), ([",,;="], nil),
      (["handling=lenient=strict"], "lenient"), (["\"handling\"=lenient"], nil), (["return;handling=lenient"], nil),
    ] as [([String], String?)])
  func `A preference is found among others`(_ fields: [String], _ handling: String?) {
    #expect(Preferences(fields).handling == handling)
  }
}
