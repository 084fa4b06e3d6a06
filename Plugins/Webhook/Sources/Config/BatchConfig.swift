import ConfigSchema

/// `batch:` of a webhook: what one request carries at most with `format: batch`.
package struct BatchConfig: ConfigObject, Equatable {
  package var events = 100
  package var size = ByteSize.kibibytes(256)

  package init() {}

  package static let summary = "What one request carries at most with `format: batch`."
  package static var fields: [Field<Self>] {
    [
      Field("events", \.events, .range(1...10_000), "number of events"),
      Field(
        "size", \.size, .atLeast(.kibibytes(1)), "size of the body; an event that is longer by itself is sent alone"),
    ]
  }
}
