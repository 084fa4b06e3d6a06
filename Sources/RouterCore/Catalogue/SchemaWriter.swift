import ConfigSchema

/// Writes shapes as JSON Schema, in the keywords that mean the same in draft-07 (AsyncAPI) and 2020-12 (OpenAPI, `/schemas`).
package struct SchemaWriter: Sendable {
  /// What stands before a name in `$ref`, such as `#/components/schemas/`.
  let references: String

  package init(references: String) { self.references = references }

  package func schema(_ shape: PayloadShape) -> JSONText { .object(members(shape)) }

  /// The definition of a name.
  package func definition(_ named: NamedShape) -> JSONText { .object(documented(named) + examples(of: named)) }

  private func documented(_ named: NamedShape) -> [(String, JSONText)] {
    [("title", .string(named.name)), ("description", .string(named.summary))] + members(named.shape)
  }

  private func examples(of named: NamedShape) -> [(String, JSONText)] {
    named.examples.isEmpty ? [] : [("examples", .array(named.examples.compactMap(JSONText.init(json:))))]
  }

  /// The keywords of a shape.
  package func members(_ shape: PayloadShape) -> [(String, JSONText)] {
    switch shape {
    case .any: []
    case .string: [type("string")]
    case .identifier: [type("string"), ("minLength", .integer(1))]
    case .dateTime: [type("string"), ("format", .string("date-time"))]
    case .boolean: [type("boolean")]
    case .integer(let bounds): [type("integer")] + bounds.keywords
    case .number(let bounds): [type("number")] + bounds.keywords
    case .oneOf(let names) where names.count == 1: [("const", .string(names[0]))]
    case .oneOf(let names): [type("string"), ("enum", .array(names.map(JSONText.string)))]
    case .formatted(let format): [type("string"), ("pattern", .string(format.pattern))]
    case .array(let element, let count): [type("array"), ("items", schema(element))] + count.keywords
    case .map(let element): [type("object"), ("additionalProperties", schema(element))]
    case .object(let fields):
      object(fields) { $0.isRequired ? $0.shape : .nullable($0.shape) } + [("additionalProperties", .boolean(true))]
    case .exact(let fields): object(fields, \.shape)
    case .nullable(let shape): nullable(shape)
    case .either(let shapes): [("anyOf", .array(shapes.map(schema)))]
    case .named(let named): [("$ref", .string(references + named.name))]
    }
  }

  private func type(_ name: String) -> (String, JSONText) { ("type", .string(name)) }

  private func object(_ fields: [PayloadField], _ shape: (PayloadField) -> PayloadShape) -> [(String, JSONText)] {
    let properties = fields.map { field in
      // Beside `$ref` draft-07 ignores everything.
      let keywords = members(shape(field))
      let isReference = keywords.first?.0 == "$ref"
      let description: [(String, JSONText)] = isReference ? [] : [("description", .string(field.summary))]
      return (field.name, JSONText.object(description + keywords))
    }
    let required = fields.filter(\.isRequired).map { JSONText.string($0.name) }
    return [type("object"), ("properties", .object(properties))]
      + (required.isEmpty ? [] : [("required", .array(required))])
  }

  private func nullable(_ shape: PayloadShape) -> [(String, JSONText)] {
    switch shape {
    case .any, .nullable: return members(shape)
    case .oneOf(let names):
      return [
        ("type", .array([.string("string"), .string("null")])), ("enum", .array(names.map(JSONText.string) + [.null])),
      ]
    case .either(let shapes): return [("anyOf", .array(shapes.map(schema) + [.object([type("null")])]))]
    default: break
    }
    guard case (let key, .string(let name))? = members(shape).first, key == "type" else {
      return [("anyOf", .array([schema(shape), .object([type("null")])]))]
    }
    return [("type", .array([.string(name), .string("null")]))] + members(shape).dropFirst()
  }
}

extension NumberBounds {
  fileprivate var keywords: [(String, JSONText)] {
    [("minimum", minimum), ("maximum", maximum)].compactMap { key, bound in bound.map { (key, .number($0)) } }
  }
}

extension ClosedRange<Int> {
  fileprivate var keywords: [(String, JSONText)] {
    (lowerBound > 0 ? [("minItems", .integer(lowerBound))] : [])
      + (upperBound < .max ? [("maxItems", .integer(upperBound))] : [])
  }
}
