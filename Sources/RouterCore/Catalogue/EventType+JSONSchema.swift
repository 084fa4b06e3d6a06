import ConfigSchema

extension EventType {
  /// Where the schema of a type is served.
  package static func schemaPath(_ name: String) -> String { "/schemas/\(name).json" }

  /// The schema of `data` as a document of its own (JSON Schema 2020-12). Its `$id` is relative: it is the URL that the
  /// document was got from, whatever the server is called.
  package var jsonSchema: JSONText {
    let writer = SchemaWriter(references: "#/$defs/")
    var definitions = SchemaDefinitions()
    definitions.collect(schema.shape)
    guard case .object(let members) = writer.definition(namedShape) else { return .null }
    return .object(
      [
        ("$schema", .string("https://json-schema.org/draft/2020-12/schema")),
        ("$id", .string(Self.schemaPath(name))),
      ] + members + (definitions.named.isEmpty ? [] : [("$defs", .object(definitions.members(writer)))]))
  }
}
