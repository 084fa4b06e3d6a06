/// JSON Schema (2020-12) of a config, for editors.
///
/// Wherever text has a syntax a reference such as `${env:PORT}` is allowed too: editors see the file before it is
/// substituted.
package struct JSONSchemaWriter {
  private static let reference = "reference"

  private let objects: [ObjectReference]
  /// Names in `$defs`, by the object's identity.
  private let names: [String: String]

  /// The schema of one config, with everything in it under `$defs`.
  package static func schema(_ object: ObjectReference, title: String) -> JSONText {
    let writer = JSONSchemaWriter(object)
    return .object([
      ("$schema", .string("https://json-schema.org/draft/2020-12/schema")),
      ("title", .string(title)),
      ("$ref", .string(writer.path(object))),
      ("$defs", .object(writer.definitions)),
    ])
  }

  private init(_ root: ObjectReference) {
    objects = root.closure
    var names: [String: String] = [:]
    var uses: [String: Int] = [Self.reference: 1]
    for object in objects {
      let use = uses[object.name, default: 0] + 1
      uses[object.name] = use
      names[object.identity] = use == 1 ? object.name : "\(object.name)-\(use)"
    }
    self.names = names
  }

  private func path(_ object: ObjectReference) -> String { "#/$defs/\(names[object.identity] ?? object.name)" }

  private var definitions: [(String, JSONText)] {
    let reference: JSONText = .object([
      ("type", .string("string")), ("pattern", .string(#"\$\{(env|file):[^}]+\}"#)),
    ])
    return [(Self.reference, reference)] + objects.map { (names[$0.identity] ?? $0.name, definition($0)) }
  }

  private func definition(_ object: ObjectReference) -> JSONText {
    let fields = object.fields()
    let required = fields.filter(\.isRequired).map { JSONText.string($0.name) }
    var members: [(String, JSONText)] = []
    if !object.summary.isEmpty { members.append(("description", .string(object.summary))) }
    // Nothing below a key means the defaults, if that is possible.
    members.append(("type", required.isEmpty ? .array([.string("object"), .string("null")]) : .string("object")))
    members.append(("properties", .object(fields.map { ($0.name, property($0)) })))
    if !required.isEmpty { members.append(("required", .array(required))) }
    members.append(("additionalProperties", .boolean(false)))
    return .object(members)
  }

  private func property(_ field: FieldReference) -> JSONText {
    var members: [(String, JSONText)] = [("description", .string(field.meaning))]
    if let value = Self.defaultValue(field) { members.append(("default", value)) }
    return .object(members + schema(field.shape, field.bounds))
  }

  private func schema(_ shape: ConfigShape, _ bounds: CheckBounds = CheckBounds()) -> [(String, JSONText)] {
    switch shape {
    case .boolean: orReference([("type", .string("boolean"))])
    case .integer: orReference([("type", .string("integer"))] + bounds.numeric)
    case .number: orReference([("type", .string("number"))] + bounds.numeric)
    case .string: [("type", .string("string"))] + bounds.length("minLength", bounds.minLength)
    case .secret: [("type", .string("string")), ("writeOnly", .boolean(true))]
    case .formatted(_, let pattern, let example):
      orReference([("type", .string("string")), ("pattern", .string(pattern))])
        + [("examples", .array([.string(example)]))]
    case .choice(let names): orReference([("enum", .array(names.map(JSONText.string)))])
    case .list(let element):
      [("type", .string("array")), ("items", .object(schema(element)))] + bounds.length("minItems", bounds.minItems)
    case .map(let value):
      [("type", .array([.string("object"), .string("null")])), ("additionalProperties", .object(schema(value)))]
        + bounds.length("minProperties", bounds.minItems)
    case .object(let object): [("$ref", .string(path(object)))]
    case .either(let shapes): [("anyOf", .array(shapes.map { .object(schema($0)) }))]
    case .anything: []
    }
  }

  private func orReference(_ schema: [(String, JSONText)]) -> [(String, JSONText)] {
    [("anyOf", .array([.object(schema), .object([("$ref", .string("#/$defs/\(Self.reference)"))])]))]
  }

  private static func defaultValue(_ field: FieldReference) -> JSONText? {
    guard let text = field.defaultText else { return nil }
    switch field.shape {
    case .boolean: return Bool(text).map(JSONText.boolean)
    case .integer: return Int(text).map(JSONText.integer)
    case .number: return Double(text).map(JSONText.number)
    case .string, .formatted, .choice: return .string(text)
    case .secret, .list, .map, .object, .either, .anything: return nil
    }
  }
}

extension CheckBounds {
  fileprivate var numeric: [(String, JSONText)] {
    [("minimum", minimum), ("maximum", maximum)].compactMap { name, value in value.map { (name, .number($0)) } }
  }

  fileprivate func length(_ keyword: String, _ value: Int?) -> [(String, JSONText)] {
    value.map { [(keyword, .integer($0))] } ?? []
  }
}
