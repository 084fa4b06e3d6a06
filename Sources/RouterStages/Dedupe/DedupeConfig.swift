import ConfigSchema
import RouterCore

package struct DedupeConfig: ConfigObject {
  package var key = EventKey(fields: [.type, .data(.root)])
  package var window = Duration.seconds(30)
  package var maxKeys = 10_000

  package init() {}

  package static let typeName = "dedupe"
  package static let summary =
    "Keeps the first of equal events. Those that follow within the window are dropped as `duplicate`."
  package static var fields: [Field<Self>] {
    [
      Field(
        "key", \.key,
        "the fields in which equal events agree; an event that has none of them is kept"),
      Field(
        "window", \.window, .atLeast(.microseconds(1)), required: true,
        "for how long after the first the others are dropped; they do not make it longer"),
      Field(
        "max_keys", \.maxKeys, .range(1...1_000_000),
        "how many different events are remembered; beyond, the one that came first is forgotten"),
    ]
  }
}
