import RouterCore
import TestSupport
import Testing

/// RFC 7396.
struct MergePatchTests {
  private static func merged(_ target: String, _ patch: String) throws -> String {
    try JSONDocument.sample(target).root.merged(with: JSONDocument.sample(patch).root).description
  }

  /// Appendix A.
  @Test(
    arguments: [
      (#"{"a":"b"}"#, #"{"a":"c"}"#, #"{"a":"c"}"#), (#"{"a":"b"}"#, #"{"b":"c"}"#, #"{"a":"b","b":"c"}"#),
      (#"{"a":"b"}"#, #"{"a":null}"#, #"{}"#), (#"{"a":"b","b":"c"}"#, #"{"a":null}"#, #"{"b":"c"}"#),
      (#"{"a":["b"]}"#, #"{"a":"c"}"#, #"{"a":"c"}"#), (#"{"a":"c"}"#, #"{"a":["b"]}"#, #"{"a":["b"]}"#),
      (#"{"a":{"b":"c"}}"#, #"{"a":{"b":"d","c":null}}"#, #"{"a":{"b":"d"}}"#),
      (#"{"a":[{"b":"c"}]}"#, #"{"a":[1]}"#, #"{"a":[1]}"#), (#"["a","b"]"#, #"["c","d"]"#, #"["c","d"]"#),
      (#"{"a":"b"}"#, #"["c"]"#, #"["c"]"#), (#"{"a":"foo"}"#, "null", "null"), (#"{"a":"foo"}"#, #""bar""#, #""bar""#),
      (#"{"e":null}"#, #"{"a":1}"#, #"{"e":null,"a":1}"#), ("[1,2]", #"{"a":"b","c":null}"#, #"{"a":"b"}"#),
      ("{}", #"{"a":{"bb":{"ccc":null}}}"#, #"{"a":{"bb":{}}}"#),
    ])
  func `The examples of the RFC`(_ target: String, _ patch: String, _ result: String) throws {
    #expect(try Self.merged(target, patch) == result)
  }

  @Test(
    arguments: [
      (
        #"{ "n": 1.50e0, "\u0061b" : [ 1 , 2 ], "o": { "x": 1 } }"#, #"{"c": 2}"#,
        #"{"n":1.50e0,"\u0061b":[ 1 , 2 ],"o":{ "x": 1 },"c":2}"#
      ),
      // A key is the same however it is written; the target's spelling stays.
      (#"{"\u0061":1,"b":9007199254740993}"#, #"{"a":2.0}"#, #"{"\u0061":2.0,"b":9007199254740993}"#),
      (#"{"a":{"k": 1, "l" : 2}}"#, #"{"a":{"l":"\u00e9"}}"#, #"{"a":{"k":1,"l":"\u00e9"}}"#),
      // Two normalization forms are two keys.
      (#"{"\u00e9":1}"#, #"{"e\u0301":2}"#, #"{"\u00e9":1,"e\u0301":2}"#),
      (#"{"\u00e9":1,"e\u0301":2}"#, #"{"\u00e9":null}"#, #"{"e\u0301":2}"#),
    ])
  func `What the patch does not touch keeps its text`(_ target: String, _ patch: String, _ result: String) throws {
    #expect(try Self.merged(target, patch) == result)
  }

  @Test func `It is never deeper than documents may be`() throws {
    let deep = String(repeating: #"{"a":"#, count: 63) + "{}" + String(repeating: "}", count: 63)
    #expect(try Self.merged("{}", deep) == deep)
    #expect(try Self.merged(deep, deep) == deep)
  }

  /// Against a naive merge over dictionaries.
  @Test func `Random patches`() throws {
    var random = SplitMix64(seed: 3)
    for _ in 0..<500 {
      let (target, patch) = (Value.random(&random), Value.random(&random))
      let result = JSONDocument.sample(try Self.merged(target.text, patch.text))
      #expect(result.root.isEqual(to: JSONDocument.sample(target.merged(with: patch).text).root))
    }
  }

  private indirect enum Value {
    case null
    case number(Int)
    case object([String: Value])

    static func random(_ random: inout SplitMix64, depth: Int = 3) -> Value {
      switch Int.random(in: 0..<(depth > 0 ? 6 : 3), using: &random) {
      case 0: return .null
      case 1, 2: return .number(Int.random(in: 0...9, using: &random))
      default:
        let names = ["a", "b", "c", "d"].filter { _ in Bool.random(using: &random) }
        var members: [String: Value] = [:]
        for name in names { members[name] = Self.random(&random, depth: depth - 1) }
        return .object(members)
      }
    }

    var text: String {
      switch self {
      case .null: "null"
      case .number(let number): "\(number)"
      case .object(let members): "{\(members.map { #""\#($0.key)":\#($0.value.text)"# }.joined(separator: ","))}"
      }
    }

    func merged(with patch: Value) -> Value {
      guard case .object(let changes) = patch else { return patch }
      var members: [String: Value] = [:]
      if case .object(let old) = self { members = old }
      for (name, change) in changes {
        if case .null = change {
          members[name] = nil
        } else {
          members[name] = (members[name] ?? .null).merged(with: change)
        }
      }
      return .object(members)
    }
  }
}
