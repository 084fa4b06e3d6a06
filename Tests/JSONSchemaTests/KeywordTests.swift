import Testing

/// Every keyword with values that it allows and values that it does not.
struct KeywordTests {
  static let samples = [
    SchemaSample("true", good: ["1", "null", "{}"], bad: []),
    SchemaSample("false", good: [], bad: ["1", "null", "{}"]),
    SchemaSample("{}", good: ["1", "[]"], bad: []),
    // type
    SchemaSample(
      "{ type: integer }", good: ["1", "1.0", "-0", "1e2", "9007199254740993"], bad: ["1.5", "\"1\"", "1e-1"]),
    SchemaSample("{ type: number }", good: ["1", "1.5"], bad: ["\"1\"", "null", "[1]"]),
    SchemaSample("{ type: string }", good: ["\"\"", "\"1\""], bad: ["1", "null", "{}"]),
    SchemaSample("{ type: [string, null] }", good: ["\"\"", "null"], bad: ["0", "false"]),
    SchemaSample("{ type: null }", good: ["null"], bad: ["0", "\"\"", "false"]),
    SchemaSample("{ type: boolean }", good: ["true", "false"], bad: ["0", "\"true\""]),
    SchemaSample("{ type: object }", good: ["{}"], bad: ["[]"]),
    SchemaSample("{ type: array }", good: ["[]"], bad: ["{}"]),
    // enum, const
    SchemaSample(
      "{ enum: [1, low, null, { a: [1] }] }", good: ["1", "1.0", "\"low\"", "null", #"{"a":[1.0]}"#],
      bad: ["2", "\"1\"", "\"Low\"", #"{"a":[1,1]}"#, #"{"a":[1],"b":1}"#]),
    SchemaSample("{ const: 1 }", good: ["1", "1.00"], bad: ["true", "\"1\"", "[1]"]),
    SchemaSample("{ const: false }", good: ["false"], bad: ["0", "null", "\"false\""]),
    SchemaSample(#"{ const: "0" }"#, good: ["\"0\""], bad: ["0", "false"]),
    SchemaSample("{ const: 9007199254740993 }", good: ["9007199254740993"], bad: ["9007199254740992"]),
    SchemaSample(#"{ const: "é" }"#, good: [#""\u00e9""#], bad: [#""e\u0301""#]),
    // numbers
    SchemaSample(
      "{ minimum: 1.1 }", good: ["1.1", "2.6", "1.10", "\"x\""], bad: ["0.6", "-2", "1.0999999999999999999999"]),
    SchemaSample("{ maximum: 3 }", good: ["3", "3.0", "-1e400"], bad: ["3.5", "1e400", "3.00000000000000000001"]),
    SchemaSample("{ exclusiveMinimum: -2 }", good: ["-1.9999999999999999999", "0"], bad: ["-2", "-2.0", "-3"]),
    SchemaSample("{ exclusiveMaximum: 0 }", good: ["-0.1", "-1e-400"], bad: ["0", "-0", "1e-400"]),
    SchemaSample("{ minimum: 9007199254740993 }", good: ["9007199254740993"], bad: ["9007199254740992"]),
    SchemaSample("{ multipleOf: 2 }", good: ["10", "0", "-4", "1e2", "\"x\""], bad: ["7", "-3", "2.5"]),
    SchemaSample("{ multipleOf: 0.01 }", good: ["0.07", "4.35", "12", "1e30"], bad: ["0.071", "1e-3"]),
    SchemaSample("{ multipleOf: 0.1 }", good: ["0.3", "1.1", "0"], bad: ["0.35"]),
    SchemaSample("{ multipleOf: 1.5 }", good: ["0", "4.5", "3"], bad: ["35", "1"]),
    SchemaSample(
      "{ multipleOf: 3 }", good: ["9007199254740993", "3e1000000"], bad: ["9007199254740992", "1e1000000"]),
    SchemaSample("{ maximum: 1 }", good: [], bad: ["1e99999999999999999999"]),
    // strings
    SchemaSample("{ minLength: 2 }", good: ["\"fo\"", "1", #""\ud83d\udca9a""#], bad: ["\"f\"", #""\ud83d\udca9""#]),
    SchemaSample(
      "{ maxLength: 2 }", good: ["\"fo\"", #""\ud83d\udca9\ud83d\udca9""#], bad: ["\"foo\"", #""e\u0301e""#]),
    // arrays
    SchemaSample("{ items: { type: integer } }", good: ["[]", "[1,2]", "{}"], bad: ["[1,\"x\"]"]),
    SchemaSample(
      "{ prefixItems: [{ type: integer }, true], items: false }", good: ["[]", "[1]", "[1,2]"],
      bad: ["[1,2,3]", "[\"x\"]"]),
    SchemaSample("{ contains: { minimum: 5 } }", good: ["[3,5]", "[5]", "1"], bad: ["[]", "[3,4]"]),
    SchemaSample(
      "{ contains: { const: 1 }, minContains: 2, maxContains: 3 }", good: ["[1,1]", "[1,2,1,1]"],
      bad: ["[1]", "[1,1,1,1]", "[]"]),
    SchemaSample("{ contains: { const: 1 }, minContains: 0 }", good: ["[]", "[2]", "[1]"], bad: []),
    SchemaSample("{ minItems: 1, maxItems: 2 }", good: ["[1]", "[1,2]", "\"\""], bad: ["[]", "[1,2,3]"]),
    SchemaSample(
      "{ uniqueItems: true }",
      good: [
        "[1,2]", "[1,true]", "[0,false]", #"["a","A"]"#, "[[1],[[1]]]", #"["\u00e9","e\u0301"]"#, "[]",
        "[null,\"null\"]",
      ],
      bad: ["[1,1.00]", #"[{"a":1,"b":2},{"b":2,"a":1.0}]"#, #"["a","\u0061"]"#, "[[1,[2]],[1,[2.0]]]", "[null,null]"]),
    SchemaSample("{ uniqueItems: false }", good: ["[1,1]"], bad: []),
    // objects
    SchemaSample(
      "{ properties: { a: { type: integer } } }", good: ["{}", #"{"a":1}"#, #"{"b":"x"}"#, "[]"], bad: [#"{"a":"x"}"#]),
    SchemaSample("{ required: [a, b] }", good: [#"{"a":null,"b":0}"#, "[]"], bad: ["{}", #"{"a":1}"#]),
    SchemaSample(
      "{ properties: { a: true }, additionalProperties: { type: integer } }", good: [#"{"a":"x","b":1}"#],
      bad: [#"{"b":"x"}"#]),
    SchemaSample(
      "{ properties: { a: true }, additionalProperties: false }", good: [#"{"a":1}"#, "{}"], bad: [#"{"b":1}"#]),
    SchemaSample(
      #"{ properties: { "é": { type: integer } }, additionalProperties: false }"#, good: [#"{"\u00e9":1}"#],
      bad: [#"{"e\u0301":1}"#]),
    SchemaSample("{ propertyNames: { maxLength: 3 } }", good: [#"{"abc":1}"#, "{}"], bad: [#"{"abcd":1}"#]),
    SchemaSample("{ minProperties: 1, maxProperties: 1 }", good: [#"{"a":1}"#, "[]"], bad: ["{}", #"{"a":1,"b":2}"#]),
    SchemaSample(
      "{ dependentRequired: { a: [b, c] } }", good: ["{}", #"{"b":1}"#, #"{"a":1,"b":1,"c":1}"#],
      bad: [#"{"a":1,"b":1}"#]),
    SchemaSample(
      "{ dependentSchemas: { a: { required: [b] } } }", good: ["{}", #"{"a":1,"b":1}"#, "1"], bad: [#"{"a":1}"#]),
    // combinations
    SchemaSample("{ allOf: [{ minimum: 1 }, { maximum: 3 }] }", good: ["1", "3"], bad: ["0", "4"]),
    SchemaSample("{ anyOf: [{ type: integer }, { minimum: 2 }] }", good: ["1", "2.5", "3"], bad: ["1.5"]),
    SchemaSample("{ oneOf: [{ type: integer }, { minimum: 2 }] }", good: ["1", "2.5"], bad: ["3", "1.5"]),
    SchemaSample("{ not: { type: [integer, boolean] } }", good: ["\"x\"", "1.5"], bad: ["1", "true"]),
    SchemaSample("{ not: {} }", good: [], bad: ["1"]),
    SchemaSample(
      "{ if: { exclusiveMaximum: 0 }, then: { minimum: -10 }, else: { multipleOf: 2 } }", good: ["-1", "4"],
      bad: ["-100", "3"]),
    SchemaSample("{ if: { const: 1 }, else: false }", good: ["1"], bad: ["2"]),
    // references
    SchemaSample(
      "{ $defs: { age: { type: integer } }, properties: { a: { $ref: '#/$defs/age', minimum: 1 } } }",
      good: [#"{"a":1}"#], bad: [#"{"a":"x"}"#, #"{"a":0}"#]),
    SchemaSample(
      "{ properties: { next: { $ref: '#' } }, additionalProperties: false }",
      good: ["{}", #"{"next":{"next":{}}}"#], bad: [#"{"next":{"nex":{}}}"#]),
    SchemaSample(
      "{ $defs: { 'a/b~c%d': { type: integer } }, items: { $ref: '#/$defs/a~1b~0c%25d' } }", good: ["[1]"],
      bad: ["[\"x\"]"]),
    SchemaSample(
      "{ properties: { a: { type: integer }, b: { $ref: '#/properties/a' } } }", good: [#"{"b":1}"#],
      bad: [#"{"b":"x"}"#]),
    SchemaSample(
      "{ prefixItems: [{ type: integer }, { $ref: '#/prefixItems/0' }] }", good: ["[1,2]"], bad: ["[1,\"x\"]"]),
    // annotations
    SchemaSample(
      "{ $schema: 'https://json-schema.org/draft/2020-12/schema', $id: 'urn:x', title: t, description: d, $comment: c, "
        + "default: 1, examples: [1], deprecated: true, readOnly: false, writeOnly: false, x-order: 1 }",
      good: ["1", "\"x\""], bad: []),
  ]

  @Test(arguments: samples)
  func `A keyword allows what it should, and nothing else`(sample: SchemaSample) throws { try sample.check() }

  static let formats = [
    SchemaSample(
      "{ format: date }", good: ["\"2024-02-29\"", "\"1963-06-19\"", "12"],
      bad: [
        "\"2023-02-29\"", "\"2024-1-1\"", "\"2024-13-01\"", "\"20240101\"", "\"2024-01-01T\"", "\"2024-01-0১\"", "\"\"",
      ]),
    SchemaSample(
      "{ format: date-time }",
      good: [
        "\"1963-06-19T08:30:06.283185Z\"", "\"1937-01-01T12:00:27.87+00:20\"", "\"1963-06-19t08:30:06z\"",
        "\"1998-12-31T23:59:60Z\"", "\"1998-12-31T15:59:60.123-08:00\"",
      ],
      bad: [
        "\"1990-02-31T15:59:59Z\"", "\"1998-12-31T23:59:61Z\"", "\"1998-12-31T22:59:60Z\"", "\"1998-12-31T23:58:60Z\"",
        "\"1963-06-19 08:30:06Z\"", "\"2013-350T01:01:01\"", "\"1963-06-19T08:30:06\"", "\"1963-06-19T24:00:00Z\"",
        "\"1990-12-31T15:59:59-24:00\"", "\"06/19/1963 08:30:06 PST\"", "\"\"",
      ]),
    SchemaSample(
      "{ format: time }", good: ["\"08:30:06Z\"", "\"23:59:60Z\"", "\"08:30:06.283185+01:00\"", "\"01:29:60+01:30\""],
      bad: [
        "\"08:30:06\"", "\"8:3:6Z\"", "\"24:00:00Z\"", "\"22:59:60Z\"", "\"23:59:60+01:00\"", "\"08:30 AM\"", "\"\"",
      ]),
    SchemaSample(
      "{ format: email }", good: ["\"joe.bloggs@example.com\"", "\"te~st@example.com\"", "\"a+b@x\""],
      bad: [
        "\"2962\"", "\".test@example.com\"", "\"te..st@example.com\"", "\"joe@\"", "\"@x\"", "\"a b@x\"", "\"a@-x\"",
        "\"a@x..y\"",
      ]),
    SchemaSample(
      "{ format: uuid }",
      good: ["\"2EB8AA08-AA98-11EA-B4AA-73B441D16380\"", "\"00000000-0000-0000-0000-000000000000\""],
      bad: [
        "\"2eb8aa08-aa98-11ea-b4aa-73b441d1638\"", "\"2eb8aa08aa9811eab4aa73b441d16380\"",
        "\"2eb8aa08-aa98-11ea-b4ga-73b441d16380\"",
      ]),
    SchemaSample(
      "{ format: ipv4 }", good: ["\"192.168.0.1\"", "\"0.0.0.0\"", "\"87.10.0.1\""],
      bad: [
        "\"127.0.0.0.1\"", "\"256.1.1.1\"", "\"127.0\"", "\"087.10.0.1\"", "\"1২7.0.0.1\"", "\"192.168.1.0/24\"",
        "\"1..1.1\"",
      ]),
  ]

  @Test(arguments: formats)
  func `A format is asserted`(sample: SchemaSample) throws { try sample.check() }
}
