import JSONSchema
import RouterCore
import Testing

/// What people are told.
struct ViolationTests {
  private static let schema = """
    { type: object, required: [mood, "a/b"], additionalProperties: false, properties: {
      mood: { type: integer, minimum: 0, maximum: 10 }, "a/b": { enum: [x, y] }, tags: { items: { type: string, minLength: 1 }, uniqueItems: true },
      contact: { anyOf: [{ required: [phone] }, { required: [mail] }] }, when: { format: date } } }
    """

  @Test(arguments: [
    (#"{"a/b":"x"}"#, ["/mood is required"]),
    (#"{"mood":11,"a/b":"x"}"#, ["/mood must be at most 10"]),
    (#"{"mood":-0.5,"a/b":"x"}"#, ["/mood must be a whole number", "/mood must be at least 0"]),
    (#"{"mood":1,"a/b":"z"}"#, [#"/a~1b must be one of "x", "y""#]),
    (#"{"mood":1,"a/b":"x","tag":1}"#, ["/tag is unknown: did you mean 'tags'?"]),
    (#"{"mood":1,"a/b":"x","zzz":1}"#, ["/zzz is unknown"]),
    (
      #"{"mood":1,"a/b":"x","tags":["a","","a"]}"#,
      ["/tags/1 must have at least 1 character", "/tags/2 is the same as item 0"]
    ),
    (#"{"mood":1,"a/b":"x","contact":{}}"#, ["/contact phone is required, or mail is required"]),
    (#"{"mood":1,"a/b":"x","when":"soon"}"#, ["/when must be a date such as 2024-12-29"]),
    (#"{}"#, ["/mood is required", "/a~1b is required"]),
    ("[]", ["must be an object"]),
  ])
  func `Everything that is wrong is said, with its place`(value: String, lines: [String]) throws {
    #expect(try JSONSchema.sample(Self.schema)?.lines(value) == lines)
  }

  @Test(arguments: [
    (#"{}"#, []),
    (#"{"mood":1}"#, []),
    (#"{"mood":11}"#, ["/mood must be at most 10"]),
    (#"{"nood":1}"#, ["/nood is unknown: did you mean 'mood'?"]),
    (#"{"contact":{}}"#, []),
    (#"{"tags":["a","a"]}"#, ["/tags/1 is the same as item 0"]),
  ])
  func `Of a draft nothing is missing, but what is there has to be right`(value: String, lines: [String]) throws {
    #expect(try JSONSchema.sample(Self.schema)?.lines(value, as: .draft) == lines)
  }

  /// Schemas whose answer is open while members may come; what is certain is said.
  @Test(arguments: [
    ("{ minProperties: 2, required: [a] }", "{}", true),
    ("{ minItems: 2, contains: { const: 1 } }", "[2]", true),
    ("{ maxItems: 1 }", "[1,2]", false),
    ("{ dependentRequired: { a: [b] } }", #"{"a":1}"#, true),
    ("{ oneOf: [{ required: [a] }, { required: [b] }] }", "{}", true),
    ("{ oneOf: [{ properties: { a: { const: 1 } } }, { properties: { a: { const: 2 } } }] }", #"{"a":3}"#, false),
    ("{ not: { required: [a] } }", "{}", true),
    ("{ not: { const: 1 } }", "1", false),
    ("{ if: { required: [a] }, then: { required: [b] }, else: { properties: { c: false } } }", #"{"c":1}"#, true),
    (
      "{ if: { properties: { a: { const: 1 } }, required: [a] }, then: { properties: { c: false } } }",
      #"{"a":1,"c":1}"#,
      false
    ),
    (
      "{ if: { properties: { a: { const: 1 } }, required: [a] }, else: { properties: { c: false } } }",
      #"{"a":2,"c":1}"#,
      false
    ),
  ])
  func `Of a draft only what cannot become right is wrong`(schema: String, value: String, isGood: Bool) throws {
    let lines = try JSONSchema.sample(schema)?.lines(value, as: .draft)
    #expect(lines?.isEmpty == isGood, "\(lines ?? [])")
  }

  @Test func `A schema whose work grows exponentially is given up`() throws {
    let names = (0..<30).map { "s\($0): { anyOf: [{ $ref: '#/$defs/s\($0 + 1)' }, { $ref: '#/$defs/s\($0 + 1)' }] }" }
    let schema = JSONSchema.sample("{ $defs: { \(names.joined(separator: ", ")), s30: false }, $ref: '#/$defs/s0' }")
    #expect(try schema?.lines("1") == ["is too large for its schema"])
  }

  @Test func `As many violations are told as are wanted, and not many`() throws {
    let schema = try #require(JSONSchema.sample("{ items: { type: string } }"))
    let value = try JSONDocument(parsing: "[\(Array(repeating: "1", count: 5000).joined(separator: ","))]")
    #expect(schema.violations(in: value.root).count == 100)
    #expect(schema.violations(in: value.root, limit: 3).map(\.pointer) == ["/0", "/1", "/2"])
  }
}
