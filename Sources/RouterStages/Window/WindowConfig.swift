import ConfigSchema
import RouterCore

package struct WindowConfig: ConfigObject {
  package var every = Duration.seconds(10)
  package var groupBy = NamedFields.none
  package var sum = NamedFields.none
  package var maxGroups = 1000
  package var emit = WindowEmitConfig()

  package init() {}

  package static let typeName = "window"
  package static let summary =
    "Counts and sums events over spans of time. The events end here; one event per group and window goes on instead."
  package static var fields: [Field<Self>] {
    [
      Field(
        "every", \.every, .atLeast(.seconds(1)), required: true,
        "length of a window, in whole seconds; windows begin at multiples of it since 1970, UTC"),
      Field("group_by", \.groupBy, "count apart for every value of this field, or of these fields together"),
      Field("sum", \.sum, "fields whose numbers are added up; what is no number adds nothing"),
      Field(
        "max_groups", \.maxGroups, .range(1...100_000),
        "how many groups a window may have at once; beyond, the group that has waited longest for an event is emitted "
          + "early, so that the parts of one group and window add up"),
      Field("emit", \.emit, "what is emitted"),
    ]
  }

  package func validate(_ check: inout CrossCheck) {
    if every.components.attoseconds != 0 {
      check.error("every", "a window must last whole seconds", help: "its bounds are written without fractions")
    }
  }
}

/// `window.emit`: the event that a window becomes.
package struct WindowEmitConfig: ConfigObject {
  package var type: Located<String>?
  package var data: ConfigNode?

  package init() {}

  package static let typeName = "window_emit"
  package static let summary = """
    The event that a window becomes. Texts in `data` may contain {stage}, {window_start}, {window_end}, {count}, \
    {group.<name>} and {sum.<name>}; a text that is one of {count} and {sum.<name>} alone gives a number.
    """
  package static var fields: [Field<Self>] {
    [
      Field("type", \.type, "type of the event; if left out, window_summary"),
      Field("data", \.data, "payload of the event; if left out, the summary itself"),
    ]
  }
}
