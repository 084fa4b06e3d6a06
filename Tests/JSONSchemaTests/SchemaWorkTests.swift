import RouterCore
import Testing

@testable import JSONSchema

/// What a value costs, in steps.
struct SchemaWorkTests {
  private static let items = 30_000

  /// Faults of all items, which are thrown away, or of which a few are told.
  @Test(arguments: [
    ("{ contains: { const: 1 } }", 1),
    ("{ contains: { const: 1 }, minContains: 0 }", 0),
    ("{ items: { anyOf: [{ type: string }, { const: 0 }] } }", 0),
    ("{ items: { oneOf: [{ type: string }, { const: 0 }] } }", 0),
    ("{ items: { if: { const: 1 }, then: false } }", 0),
    ("{ items: { not: { const: 1 } } }", 0),
    ("{ not: { items: { const: 1 } } }", 0),
    ("{ items: { anyOf: [{ type: string }, { const: 1 }] } }", 100),
    ("{ uniqueItems: true }", 100),
    ("{ items: false }", 100),
  ])
  func `A value costs time in proportion to its size, whatever is wrong with it`(yaml: String, faults: Int) throws {
    let schema = try #require(JSONSchema.sample(yaml))
    let value = try JSONDocument(parsing: "[\(Array(repeating: "0", count: Self.items).joined(separator: ","))]").root
    var (check, report) = (SchemaCheck(schema.nodes), SchemaReport())
    let found = check.faults(in: value, 0, .whole)
    #expect(report.violations(found, in: value).count == faults)
    #expect(check.work <= 4 * Self.items && !check.isExhausted)
    // Those that are told are the first ones here: 0 + 1 + … + 100.
    #expect(report.steps <= 5151)
  }

  @Test func `One fault is enough to know that a value is wrong`() throws {
    let schema = try #require(JSONSchema.sample("{ items: { const: 1 } }"))
    let value = try JSONDocument(parsing: "[\(Array(repeating: "0", count: Self.items).joined(separator: ","))]").root
    var check = SchemaCheck(schema.nodes)
    let isAllowed = check.allows(value, 0, .whole)
    #expect(!isAllowed && check.work == 2)
  }

  @Test func `Faults have their places also in a part of a document, and in alternatives of alternatives`() throws {
    let schema = try #require(
      JSONSchema.sample(
        "{ properties: { a: { items: { anyOf: [{ required: ['x/y'] }, { anyOf: [{ properties: { b: { type: string } } }] }] } } } }"
      ))
    let document = try JSONDocument(parsing: #"{"first":[1],"v":{"z":0,"a":[{"b":""},{"b":1}]}}"#)
    let node = try #require(document.root["v"])
    // The second item has neither `x/y` nor a text `b`.
    #expect(
      schema.violations(in: node) == [
        SchemaViolation("/v/a/1", "x~1y is required, or b must be a string")
      ])
  }
}
