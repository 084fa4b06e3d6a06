import RouterCore
import Testing

/// Shapes as JSON Schema, as a table.
struct SchemaWriterTests {
  private static let named = NamedShape(
    "thing", "A thing.", .object([.required("id", .identifier, "An id.")]), examples: [#"{"id":"1.50"}"#])

  @Test(
    arguments: [
      (.any, "{}"), (.identifier, #"{"type":"string","minLength":1}"#),
      (.dateTime, #"{"type":"string","format":"date-time"}"#),
      (.formatted(.eventID), #"{"type":"string","pattern":"^msg_[0-9]{1,12}$"}"#),
      (.integer(.notNegative), #"{"type":"integer","minimum":0}"#),
      (.number(.fraction), #"{"type":"number","minimum":0,"maximum":1}"#),
      (.number(NumberBounds(minimum: 0.5, maximum: nil)), #"{"type":"number","minimum":0.5}"#),
      (.oneOf(["a"]), #"{"const":"a"}"#), (.oneOf(["a", "b"]), #"{"type":"string","enum":["a","b"]}"#),
      (.array(of: .string), #"{"type":"array","items":{"type":"string"}}"#),
      (.array(of: .any, count: 1...2), #"{"type":"array","items":{},"minItems":1,"maxItems":2}"#),
      (.map(of: .boolean), #"{"type":"object","additionalProperties":{"type":"boolean"}}"#),
      (.either([.string, .number]), #"{"anyOf":[{"type":"string"},{"type":"number"}]}"#),
      (.nullable(.any), "{}"), (.nullable(.integer(.notNegative)), #"{"type":["integer","null"],"minimum":0}"#),
      (.nullable(.nullable(.string)), #"{"type":["string","null"]}"#),
      (.nullable(.oneOf(["a", "b"])), #"{"type":["string","null"],"enum":["a","b",null]}"#),
      (.nullable(.either([.string])), #"{"anyOf":[{"type":"string"},{"type":"null"}]}"#),
      (.named(named), ##"{"$ref":"#/$defs/thing"}"##),
      (.nullable(.named(named)), ##"{"anyOf":[{"$ref":"#/$defs/thing"},{"type":"null"}]}"##),
      (
        .object([.required("a", .any, "A."), .optional("b", .string, "B.")]),
        """
        {"type":"object","properties":{"a":{"description":"A."},"b":{"description":"B.","type":["string","null"]}},\
        "required":["a"],"additionalProperties":true}
        """
      ),
      (
        .exact([.optional("b", .string, "B."), .optional("c", .named(named), "C.")]),
        ##"""
        {"type":"object","properties":{"b":{"description":"B.","type":"string"},"c":{"$ref":"#/$defs/thing"}}}
        """##
      ),
    ] as [(PayloadShape, String)])
  func `A shape has these keywords`(_ shape: PayloadShape, _ expected: String) throws {
    let schema = try JSONDocument(parsing: SchemaWriter(references: "#/$defs/").schema(shape).rendered)
    #expect(schema.root.isEqual(to: try JSONDocument(parsing: expected).root), "\(schema)")
  }

  @Test func `A definition has title, summary and examples with their digits`() throws {
    let text = SchemaWriter(references: "#/").definition(Self.named).rendered
    let schema = try JSONDocument(parsing: text).root
    #expect(schema["title"]?.string == "thing")
    #expect(schema["description"]?.string == "A thing.")
    #expect(schema[["examples", "0", "id"]]?.string == "1.50")
  }

  @Test func `Named shapes are collected once, wherever they stand`() {
    let inner = PayloadShape.named("inner", "", .string)
    let outer = PayloadShape.named("outer", "", .array(of: .nullable(inner)))
    let definitions = SchemaDefinitions([
      .map(of: outer), .either([inner, .exact([.required("x", .named("field", "", .any), "")])]),
    ])
    #expect(definitions.named.map(\.name) == ["outer", "inner", "field"])
  }
}
