import ConfigSchema

/// A sink of type `console`.
package struct ConsoleSinkConfig: ConfigObject {
  package enum Stream: String, ConfigChoice {
    case stdout
    case stderr
  }

  package enum Format: String, ConfigChoice {
    case text
    case json
  }

  package var stream = Stream.stdout
  package var format = Format.text
  package var dataLength = 200

  package init() {}

  package static let summary = "Writes events to standard output or standard error, one per line."
  package static var fields: [Field<Self>] {
    [
      Field("stream", \.stream, "where to write"),
      Field("format", \.format, "`text` for people, `json` for programs: the v1 envelope with id and source"),
      Field("data_length", \.dataLength, .range(0...1_000_000), "characters of the payload that `text` shows"),
    ]
  }
}
