import RouterCore
import Testing

struct JSONEditTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let text: String
    let edits: [JSONEdit]
    let expected: String

    init(_ text: String, _ edits: [JSONEdit], _ expected: String) {
      (self.text, self.edits, self.expected) = (text, edits, expected)
    }

    var testDescription: String { "\(text) → \(expected)" }
  }

  private func check(_ example: Case) throws {
    let result = try JSONDocument(parsing: example.text).applying(example.edits)
    #expect(result.description == example.expected)
  }

  static let object = #"{ "a" : 1.50 ,"b":"\u0041",  "c": [1, 2 ,3] }"#

  @Test(
    "An edit touches no text but its own",
    arguments: [
      Case(object, [.replace(["a"], with: .int(2))], #"{ "a" : 2 ,"b":"\u0041",  "c": [1, 2 ,3] }"#),
      Case(object, [.replace(["c", "1"], with: .null)], #"{ "a" : 1.50 ,"b":"\u0041",  "c": [1, null ,3] }"#),
      Case(object, [.rename(["b"], to: "x\"y")], #"{ "a" : 1.50 ,"x\"y":"\u0041",  "c": [1, 2 ,3] }"#),
      Case(
        object, [.insert(into: .root, key: "d", value: .bool(true))],
        #"{ "a" : 1.50 ,"b":"\u0041",  "c": [1, 2 ,3],"d":true }"#),
      Case(" 1 ", [.replace(.root, with: .string("x"))], #" "x" "#),
      Case("{}", [.insert(into: .root, key: "a", value: .int(1))], #"{"a":1}"#),
      Case(#"{"o":{ }}"#, [.insert(into: ["o"], key: "a", value: .int(1))], #"{"o":{"a":1 }}"#),
      Case(#"{"a":9007199254740993,"b":1}"#, [.remove(["b"])], #"{"a":9007199254740993}"#),
    ])
  func single(example: Case) throws { try check(example) }

  @Test(
    "What is removed takes one comma and its white space with it",
    arguments: [
      Case(object, [.remove(["a"])], #"{ "b":"\u0041",  "c": [1, 2 ,3] }"#),
      Case(object, [.remove(["b"])], #"{ "a" : 1.50,  "c": [1, 2 ,3] }"#),
      Case(object, [.remove(["c"])], #"{ "a" : 1.50 ,"b":"\u0041" }"#),
      Case(object, [.remove(["a"]), .remove(["b"])], #"{ "c": [1, 2 ,3] }"#),
      Case(object, [.remove(["b"]), .remove(["c"])], #"{ "a" : 1.50 }"#),
      Case(object, [.remove(["a"]), .remove(["c"])], #"{ "b":"\u0041" }"#),
      Case(object, [.remove(["a"]), .remove(["b"]), .remove(["c"])], "{}"),
      Case("[ 1, 2, 3, 4 ]", [.remove(["0"])], "[ 2, 3, 4 ]"),
      Case("[ 1, 2, 3, 4 ]", [.remove(["1"]), .remove(["2"])], "[ 1, 4 ]"),
      Case("[ 1, 2, 3, 4 ]", [.remove(["0"]), .remove(["2"]), .remove(["3"])], "[ 2 ]"),
      Case("[ 1 ]", [.remove(["0"])], "[]"),
      Case("{\n  \"a\": 1,\n  \"b\": 2\n}", [.remove(["a"])], "{\n  \"b\": 2\n}"),
      Case("{\n  \"a\": 1,\n  \"b\": 2\n}", [.remove(["b"])], "{\n  \"a\": 1\n}"),
    ])
  func removal(example: Case) throws { try check(example) }

  @Test(
    "Several edits mean the document before any of them",
    arguments: [
      Case(#"{"a":1,"b":2}"#, [.rename(["a"], to: "b"), .rename(["b"], to: "a")], #"{"b":1,"a":2}"#),
      Case(#"{"a":1,"b":2}"#, [.rename(["a"], to: "x"), .replace(["a"], with: .int(5))], #"{"x":5,"b":2}"#),
      Case(#"{"a":1,"b":2}"#, [.remove(["b"]), .rename(["a"], to: "b")], #"{"b":1}"#),
      Case(#"{"a":1}"#, [.remove(["a"]), .insert(into: .root, key: "a", value: .int(2))], #"{"a":2}"#),
      Case(#"{"a":1,"b":2}"#, [.remove(["b"]), .insert(into: .root, key: "c", value: .int(3))], #"{"a":1,"c":3}"#),
      Case(
        #"{"a":{}}"#,
        [.insert(into: ["a"], key: "b", value: .int(1)), .insert(into: ["a"], key: "c", value: .int(2))],
        #"{"a":{"b":1,"c":2}}"#),
      Case("[1,2,3]", [.remove(["0"]), .replace(["1"], with: .int(9)), .remove(["2"])], "[9]"),
      Case(
        #"{"a":{"b":[{"c":1}]}}"#,
        [
          .replace(["a", "b", "0", "c"], with: .int(2)), .rename(["a", "b"], to: "d"), .rename(["a"], to: "e"),
          .insert(into: ["a", "b", "0"], key: "f", value: .null),
        ],
        #"{"e":{"d":[{"c":2,"f":null}]}}"#),
    ])
  func several(example: Case) throws { try check(example) }

  @Test(
    "Where edits meet, the outer one and removal win, else the last one",
    arguments: [
      Case(#"{"a":{"b":1},"c":2}"#, [.replace(["a", "b"], with: .int(5)), .remove(["a"])], #"{"c":2}"#),
      Case(#"{"a":{"b":1}}"#, [.replace(["a"], with: .int(0)), .remove(["a", "b"])], #"{"a":0}"#),
      Case(
        #"{"a":{"b":1}}"#, [.insert(into: ["a"], key: "c", value: .int(2)), .replace(["a"], with: .int(0))],
        #"{"a":0}"#),
      Case(#"{"a":1}"#, [.remove(["a"]), .replace(["a"], with: .int(0)), .rename(["a"], to: "b")], "{}"),
      Case(#"{"a":1}"#, [.replace(["a"], with: .int(2)), .replace(["a"], with: .int(3))], #"{"a":3}"#),
      Case(#"{"a":1}"#, [.rename(["a"], to: "b"), .rename(["a"], to: "c")], #"{"c":1}"#),
      Case(#"{"a":1}"#, [.remove(["a"]), .remove(["a"])], "{}"),
      Case("[[1]]", [.replace(.root, with: .int(0)), .remove(["0", "0"])], "0"),
    ])
  func overlapping(example: Case) throws { try check(example) }

  @Test(
    "What is not there is not changed",
    arguments: [
      Case(object, [], object), Case(object, [.remove(["x"])], object),
      Case(object, [.replace(["x", "y"], with: .null)], object), Case(object, [.rename(["c", "9"], to: "x")], object),
    ])
  func missing(example: Case) throws { try check(example) }

  @Test(
    "Edits that cannot be made are refused",
    arguments: [
      ([.remove(.root)], .removesRoot),
      ([.rename(.root, to: "x")], .notAMember(.root)),
      ([.rename(["list", "0"], to: "x")], .notAMember(["list", "0"])),
      ([.insert(into: ["list"], key: "x", value: .null)], .notAnObject(["list"])),
      ([.insert(into: ["nothing"], key: "x", value: .null)], .notAnObject(["nothing"])),
    ] as [([JSONEdit], JSONEditError)])
  func refused(edits: [JSONEdit], error: JSONEditError) throws {
    let document = try JSONDocument(parsing: #"{"list":[1]}"#)
    #expect(throws: error) { try document.applying(edits) }
  }

  @Test(
    "A key that would stand twice is an error",
    arguments: [
      [.rename(["a"], to: "b")], [.insert(into: .root, key: "a", value: .null)],
      [.insert(into: .root, key: "c", value: .null), .insert(into: .root, key: "c", value: .null)],
    ] as [[JSONEdit]])
  func duplicateKey(edits: [JSONEdit]) throws {
    let document = try JSONDocument(parsing: #"{"a":1,"b":2}"#)
    let error = #expect(throws: JSONEditError.self) { try document.applying(edits) }
    guard case .invalidResult(let reason)? = error, case .duplicateKey = reason.reason else {
      Issue.record("unexpected \(String(describing: error))")
      return
    }
  }

  @Test("The result keeps the limits")
  func limits() throws {
    let document = try JSONDocument(parsing: #"{"a":1}"#)
    let deep = try JSONDocument(parsing: "[[1]]")
    #expect(throws: JSONEditError.self) {
      try document.applying([.replace(["a"], with: deep)], limits: JSONLimits(maxDepth: 2))
    }
  }
}
