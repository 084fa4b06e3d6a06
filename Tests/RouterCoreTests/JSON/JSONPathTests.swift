import RouterCore
import Testing

struct JSONPathTests {
  @Test(
    "A path is written with dots, and quotes where a key needs them",
    arguments: [
      ("", []), ("a", ["a"]), ("system.cpu_usage", ["system", "cpu_usage"]), ("items.0.id", ["items", "0", "id"]),
      (#"labels."app.name".x"#, ["labels", "app.name", "x"]), (#""""#, [""]), (#"a."b\"c\\d""#, ["a", #"b"c\d"#]),
      (#"a b.ä"#, ["a b", "ä"]), (#"a"b"#, [#"a"b"#]),
    ])
  func parse(text: String, keys: [String]) throws {
    let path = try JSONPath(parsing: text)
    #expect(path.names == keys)
    #expect(path == JSONPath(keys: keys))
    #expect(try JSONPath(parsing: path.description) == path)
  }

  @Test(
    "A path that cannot be meant is refused",
    arguments: [
      (".", .emptyKey), ("a.", .emptyKey), (".a", .emptyKey), ("a..b", .emptyKey), (#""a"#, .unterminatedQuote),
      (#""a\"#, .unterminatedQuote), (#""a"b"#, .textAfterQuote),
    ] as [(String, JSONPathError)])
  func refuse(text: String, error: JSONPathError) {
    #expect(throws: error) { try JSONPath(parsing: text) }
  }

  @Test("Paths shrink and grow key by key")
  func parent() {
    let path: JSONPath = ["a", "b"]
    #expect(path.parent == ["a"])
    #expect(path.parent.parent == .root)
    #expect(JSONPath.root.parent == .root)
    #expect(JSONPath.root.appending("a").appending("b.c").description == #"a."b.c""#)
  }
}
