import ConfigSchema
import JSONSchema

/// One of `types:`.
struct AssessmentTypeConfig: ConfigObject {
  var schema: JSONSchema?
  var schemaFile: SchemaFile?

  static let summary = "What `fields` has to be: a JSON Schema (2020-12, without patterns). Left out: any object."
  static var fields: [Field<Self>] {
    [
      Field("schema", \.schema, "the schema"),
      Field(
        "schema_file", \.schemaFile,
        "a JSON file with the schema; absolute, or relative to the working directory; read with the config"),
    ]
  }

  func validate(_ check: inout CrossCheck) {
    if schema != nil, schemaFile != nil { check.error("schema_file", "both 'schema' and 'schema_file' are given") }
  }
}
