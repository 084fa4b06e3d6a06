import ConfigSchema
import RouterCore

/// One entry of `bridge.events`: what is given takes the place of what the catalogue says.
package struct BridgedEventConfig: ConfigObject {
  var legacy: Located<String>?
  var source: Located<String>?
  var rename: NamedEntries<String>?
  var defaults: NamedEntries<JSONDocument>?
  var view: Permission?

  package init() {}

  package static let summary =
    "How one event type looks in the legacy dialect. What is left out stays as the catalogue has it."
  package static var fields: [Field<Self>] {
    [
      Field(
        "legacy", \.legacy,
        "the legacy name; for a new type the canonical name in capitals if left out"),
      Field("source", \.source, "the source that legacy clients see of events that name no producer of their own"),
      Field(
        "rename", \.rename,
        "fields with another key in legacy payloads: the path in the event, such as `client.completed_at`, to the key"),
      Field(
        "defaults", \.defaults,
        "fields that a legacy event may leave out, by their path in the event, and what they then are in the event"),
      Field("view", \.view, "the permission needed to see its events"),
    ]
  }
}
