import ConfigSchema
import JSONSchema

/// Conditions on several values: each that is named has to be there and to fit its schema.
struct NamedSchemas: ConfigValue {
  struct Entry: Sendable {
    let name: Located<String>
    let path: FieldPath
    let schema: JSONSchema
  }

  let schemas: [Entry]

  init() { schemas = [] }
  private init(_ schemas: [Entry]) { self.schemas = schemas }

  static var shape: ConfigShape { .map(JSONSchema.shape) }

  static func decode(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> NamedSchemas? {
    guard let entries = node.entries else { return mismatch(node, &diagnostics) }
    let schemas = entries.map { entry -> Entry? in
      let path = FieldPath.decode(entry.key.value, at: entry.key.range, &diagnostics)
      let schema = JSONSchema.decode(entry.value, &diagnostics)
      guard let path, let schema else { return nil }
      return Entry(name: entry.key, path: path, schema: schema)
    }
    return schemas.contains { $0 == nil } ? nil : NamedSchemas(schemas.compactMap(\.self))
  }
}
