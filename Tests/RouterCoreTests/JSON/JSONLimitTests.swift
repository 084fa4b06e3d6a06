import RouterCore
import Testing

struct JSONLimitTests {
  private func nested(_ depth: Int, _ open: String, _ close: String) -> String {
    String(repeating: open, count: depth) + String(repeating: close, count: depth)
  }

  @Test("64 levels are taken, 65 are not", arguments: [("[", "]"), (#"{"a":["#, "]}")])
  func depth(open: String, close: String) throws {
    let levels = open.count == 1 ? 64 : 32
    #expect(try JSONDocument(parsing: nested(levels, open, close)).root.kind != .null)
    let error = #expect(throws: JSONError.self) { try JSONDocument(parsing: "[" + nested(levels, open, close) + "]") }
    #expect(error?.reason == .tooDeep(limit: 64))
  }

  @Test("The depth of one value does not add to the next one's")
  func siblings() throws {
    let text = "[" + Array(repeating: nested(63, "[", "]"), count: 3).joined(separator: ",") + "]"
    #expect(try JSONDocument(parsing: text).root.count == 3)
  }

  @Test("Too deep a value is found before it is read, however deep it is")
  func veryDeep() {
    let text = String(repeating: "[", count: 1_000_000)
    let error = #expect(throws: JSONError.self) { try JSONDocument(parsing: text) }
    #expect(error == JSONError(.tooDeep(limit: 64), at: 64, in: String(repeating: "/0", count: 64)))
  }

  @Test("Scalars need no depth, containers need one")
  func noDepth() throws {
    let limits = JSONLimits(maxDepth: 0)
    #expect(try JSONDocument(parsing: "1", limits: limits).root.int == 1)
    #expect(throws: JSONError(.tooDeep(limit: 0), at: 0, in: "")) { try JSONDocument(parsing: "[]", limits: limits) }
  }

  @Test("A text as large as the limit is taken, a larger one is not")
  func size() throws {
    let limits = JSONLimits(maxBytes: 4)
    #expect(try JSONDocument(parsing: "1234", limits: limits).root.int == 1234)
    #expect(throws: JSONError(.tooLarge(bytes: 5, limit: 4), at: 4, in: "")) {
      try JSONDocument(parsing: "12345", limits: limits)
    }
  }

  @Test("Limits that a document cannot keep are brought into range")
  func clamped() {
    let limits = JSONLimits(maxDepth: .max, maxBytes: .max)
    #expect(limits == JSONLimits(maxDepth: 512, maxBytes: 256 << 20))
    #expect(JSONLimits(maxDepth: -1, maxBytes: -1) == JSONLimits(maxDepth: 0, maxBytes: 0))
  }

  @Test("Many keys, hostile or not, take linear time")
  func manyKeys() throws {
    let escaped = (0..<50_000).map { #""\u006b\#($0)":0"# }.joined(separator: ",")
    let document = try JSONDocument(parsing: "{\(escaped)}")
    #expect(document.root.count == 50_000)
    #expect(document.root["k49999"]?.int == 0)
  }
}
