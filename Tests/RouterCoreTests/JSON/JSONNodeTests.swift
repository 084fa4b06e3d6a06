import RouterCore
import Testing

struct JSONNodeTests {
  static let text = #" { "type" : "agent_status" , "data":{"id":"a\n1","load":[1,{"x":null},true],"":{}} } "#
  let root: JSONNode

  init() throws {
    root = try JSONDocument(parsing: Self.text).root
  }

  @Test(
    "Members and elements are found by key, position and path",
    arguments: [
      (["type"], #""agent_status""#), (["data", "id"], #""a\n1""#), (["data", "load", "1", "x"], "null"),
      (["data", "load", "2"], "true"), (["data", ""], "{}"),
    ])
  func find(keys: [String], text: String) throws {
    let node = try #require(root[JSONPath(keys: keys)])
    #expect(String(decoding: node.text, as: UTF8.self) == text)
    #expect(node.pointer == keys.map { "/" + $0 }.joined())
  }

  @Test(
    "What is not there is nil",
    arguments: [
      ["nothing"], ["type", "x"], ["data", "load", "3"], ["data", "load", "01"], ["data", "load", "-1"],
      ["data", "load", "99999999999999999999"], ["data", "load", ""], ["data", "id", "0"],
    ])
  func missing(keys: [String]) {
    #expect(root[JSONPath(keys: keys)] == nil)
  }

  @Test("The empty path leads to the node itself")
  func emptyPath() {
    #expect(root[.root]?.range == root.range)
    #expect(root.pointer == "")
  }

  @Test("A key subscript looks into objects only")
  func keySubscript() {
    #expect(root["data"]?["id"]?.string == "a\n1")
    #expect(root["data"]?["load"]?["0"] == nil)
  }

  @Test("Members come in text order with their unescaped names")
  func members() throws {
    let node = try JSONDocument(parsing: #"{"b":1,"\u0061":[2,3],"c":{"d":4}}"#).root
    #expect(node.members.map(\.name) == ["b", "a", "c"])
    #expect(node.members.map { String(decoding: $0.value.text, as: UTF8.self) } == ["1", "[2,3]", #"{"d":4}"#])
    #expect(node.count == 3)
    #expect(node.members.map(\.key.kind) == [.string, .string, .string])
  }

  @Test("Elements come in order")
  func elements() {
    #expect(root["data"]?["load"]?.elements.map(\.kind) == [.number, .object, .boolean])
    #expect(root["data"]?["load"]?.count == 3)
  }

  @Test("Values that contain nothing have neither members nor elements", arguments: ["{}", "[]", "1", #""a""#, "null"])
  func nothingInside(text: String) throws {
    let node = try JSONDocument(parsing: text).root
    #expect(node.members.map(\.name).isEmpty)
    #expect(node.elements.map(\.kind).isEmpty)
    #expect(node.count == 0)
  }

  @Test("Booleans and null are read as what they are")
  func words() throws {
    let elements = Array(try JSONDocument(parsing: "[true,false,null]").root.elements)
    #expect(elements.map(\.bool) == [true, false, nil])
    #expect(elements.map(\.isNull) == [false, false, true])
  }

  @Test("White space around the root is kept and not part of it")
  func whiteSpace() {
    #expect(root.document.description == Self.text)
    #expect(root.range == 1..<Self.text.utf8.count - 1)
  }

  @Test("A pointer escapes what RFC 6901 says")
  func pointerEscapes() throws {
    let node = try JSONDocument(parsing: #"{"a/b":{"c~d":[0,1]}}"#).root
    #expect(node[["a/b", "c~d", "1"]]?.pointer == "/a~1b/c~0d/1")
  }

  @Test("A detached value is its own document with the same text")
  func detached() throws {
    let data = try #require(root["data"])
    let document = data.detached()
    #expect(document.bytes == Array(data.text))
    #expect(document.root["load"]?.elements.map(\.kind) == [.number, .object, .boolean])
    #expect(document.root[["load", "1", "x"]]?.pointer == "/load/1/x")
    #expect(document.root[["load", "1"]]?.detached().root["x"]?.isNull == true)
    #expect(document.root["id"]?.detached().root.string == "a\n1")
    #expect(try JSONDocument(parsing: document.bytes).root.isEqual(to: data))
  }

  @Test(
    "Values that mean the same are equal",
    arguments: [
      (#"{"a":1,"b":[true,null]}"#, #"{ "b" : [true, null], "a" : 1.0 }"#), (#""\u0041""#, #""A""#), ("[]", "[ ]"),
      (#"{"\u0061":{}}"#, #"{"a":{ }}"#),
    ])
  func equal(left: String, right: String) throws {
    #expect(try JSONDocument(parsing: left).root.isEqual(to: JSONDocument(parsing: right).root))
  }

  @Test(
    "Values that mean something else are not equal",
    arguments: [
      ("[1,2]", "[2,1]"), ("[1]", "[1,1]"), (#"{"a":1}"#, #"{"b":1}"#), (#"{"a":1}"#, #"{"a":1,"b":2}"#),
      ("1", #""1""#),
      ("true", "false"), ("null", "false"), ("{}", "[]"), ("\"\u{E9}\"", "\"e\u{301}\""),
      (#"{"a":{"b":1}}"#, #"{"a":{"b":2}}"#),
    ])
  func different(left: String, right: String) throws {
    #expect(try !JSONDocument(parsing: left).root.isEqual(to: JSONDocument(parsing: right).root))
  }

  @Test("Keys that differ only in normalization are different keys")
  func normalization() throws {
    let left = try JSONDocument(parsing: "{\"\u{E9}\":1,\"e\u{301}\":2}").root
    let right = try JSONDocument(parsing: "{\"e\u{301}\":2,\"\u{E9}\":1}").root
    #expect(left.isEqual(to: right))
    #expect(left["e\u{301}"]?.int == 2)
  }

  @Test("Large objects in another order are compared in linear time")
  func largeObjects() throws {
    let members = (0..<20_000).map { #""key\#($0)":\#($0)"# }
    let left = try JSONDocument(parsing: "{\(members.joined(separator: ","))}")
    let right = try JSONDocument(parsing: "{\(members.reversed().joined(separator: ","))}")
    #expect(left.root.isEqual(to: right.root))
  }

  @Test("Documents are made from values without scanning")
  func making() throws {
    let made: [(JSONDocument, String)] = [
      (.null, "null"), (.string("a\"ä"), #""a\"ä""#), (.int(-7), "-7"), (.bool(true), "true"),
      (.bool(false), "false"), (.double(2.5), "2.5"), (.double(.nan), "null"),
    ]
    for (document, text) in made {
      #expect(document.description == text)
      #expect(try document.root.isEqual(to: JSONDocument(parsing: text).root))
    }
    #expect(JSONDocument.string("a\"ä").root.string == "a\"ä")
    #expect(JSONDocument.bool(true).root.bool == true)
    #expect(JSONDocument.double(3).root.int == 3)
  }
}
