import ConfigSchema
import JSONSchema
import TestSupport
import Testing

/// Schemas that are wrong, and what is said of them: all at once, each at its place.
struct SchemaMistakeTests {
  private func findings(_ yaml: String) -> [String] {
    var diagnostics = Diagnostics()
    let schema = JSONSchema.decode(.yaml(yaml), &diagnostics)
    #expect((schema == nil) == diagnostics.hasErrors)
    return diagnostics.lines
  }

  @Test(arguments: [
    ("typ: string", "1:1 error: unknown keyword 'typ'"),
    ("pattern: a", "1:1 error: the keyword 'pattern' is not supported"),
    (
      "properties: { a: { unevaluatedProperties: false } }",
      "1:20 error: the keyword 'unevaluatedProperties' is not supported"
    ),
    ("type: strin", "1:7 error: unknown type 'strin'"),
    ("type: []", "1:7 error: the list is empty"),
    ("type: [{}]", "1:8 error: expected the name of a type, found a mapping"),
    ("format: data", "1:9 error: unknown format 'data'"),
    ("minimum: low", "1:10 error: expected a number, found a string"),
    (#"minimum: "1""#, "1:10 error: expected a number, found a string"),
    ("multipleOf: 0", "1:13 error: expected a number above 0, of at most 18 digits"),
    ("multipleOf: -1", "1:13 error: expected a number above 0, of at most 18 digits"),
    ("multipleOf: 1.2345678901234567890", "1:13 error: expected a number above 0, of at most 18 digits"),
    ("minLength: -1", "1:12 error: expected a whole number of at least 0"),
    ("maxItems: 1.5", "1:11 error: expected a whole number of at least 0"),
    ("required: mood", "1:11 error: expected a list, found a string"),
    ("required: [a, a]", "1:15 error: 'a' is here twice"),
    ("required: [[]]", "1:12 error: expected a string, found a list"),
    ("enum: []", "1:7 error: the list is empty"),
    ("allOf: []", "1:8 error: the list is empty"),
    ("properties: [a]", "1:13 error: expected a mapping of names, found a list"),
    ("properties: { a: string }", "1:18 error: a schema is a mapping, or true or false; found a string"),
    ("items: [true]", "1:8 error: a schema is a mapping, or true or false; found a list"),
    ("uniqueItems: 1", "1:14 error: expected true or false, found a number"),
    ("then: true", "1:1 error: 'then' means nothing without 'if'"),
    ("minContains: 1", "1:1 error: 'minContains' means nothing without 'contains'"),
    ("$schema: http://json-schema.org/draft-07/schema#", "1:10 error: this is another dialect of JSON Schema"),
    ("items: { $id: x }", "1:15 error: this is known in the outermost schema only"),
    ("$id: [x]", "1:6 error: expected a string, found a list"),
    ("$ref: other.json", "1:7 error: only schemas of the same document can be referred to"),
    ("$ref: '#/$defs/a%zz'", "1:7 error: the reference is wrongly encoded"),
    ("$ref: '#/$defs/a'", "1:7 error: there is no schema at '#/$defs/a'"),
    ("$ref: '#'", "1:7 error: the schema refers to itself without going into the value"),
  ])
  func `A mistake is found at its place`(yaml: String, finding: String) { #expect(findings(yaml) == [finding]) }

  @Test func `All mistakes are told at once`() {
    #expect(
      findings("type: strin\nproperties:\n  a: { minimum: x }\n  b: { requierd: [c] }")
        == [
          "1:7 error: unknown type 'strin'", "3:17 error: expected a number, found a string",
          "4:8 error: unknown keyword 'requierd'",
        ])
  }

  @Test func `Schemas that ask each other in a circle are found, those that go into the value are good`() {
    let circle = "$defs: { a: { allOf: [{ $ref: '#/$defs/b' }] }, b: { not: { $ref: '#/$defs/a' } } }"
    #expect(
      findings(circle) == [
        "1:31 error: the schema refers to itself without going into the value",
        "1:67 error: the schema refers to itself without going into the value",
      ])
    #expect(findings("$defs: { a: { items: { $ref: '#/$defs/a' } } }") == [])
  }

  @Test func `A chain of schemas has an end`() {
    let chain = (0..<70).map { "s\($0): { $ref: '#/$defs/s\($0 + 1)' }" }.joined(separator: ", ")
    #expect(findings("$defs: { \(chain), s70: true }").count == 1)
  }

  @Test(arguments: [
    ("typ: string", "did you mean 'type'?"), ("format: data", "did you mean 'date'?"),
    ("pattern: a", "say it by 'enum', 'format' or 'maxLength'"),
    ("$defs: { mood: true }\nitems: { $ref: '#/$defs/mod' }", "did you mean '#/$defs/mood'?"),
  ])
  func `A mistake comes with help`(yaml: String, help: String) {
    var diagnostics = Diagnostics()
    _ = JSONSchema.decode(.yaml(yaml), &diagnostics)
    #expect(diagnostics.all.map(\.help) == [help])
  }
}
