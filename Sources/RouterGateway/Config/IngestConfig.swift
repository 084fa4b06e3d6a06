import ConfigSchema

/// `server.ingest`: how published events are read.
package struct IngestConfig: ConfigObject {
  package var typePrefix = ""

  package init() {}

  package static let summary = "What publishers may say in their own way."
  package static var fields: [Field<Self>] {
    [
      Field(
        "type_prefix", \.typePrefix,
        "taken off the types of CloudEvents: with `com.example.` both `com.example.agent_status` and `agent_status` are meant"
      )
    ]
  }
}
