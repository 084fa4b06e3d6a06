import ConfigSchema
import RouterCore

/// A source of type `tail`.
package struct TailConfig: ConfigObject {
  package enum Start: String, ConfigChoice {
    case beginning
    case end
  }

  package enum OnError: String, ConfigChoice {
    case skip
    case stop
  }

  static let standardInput = "-"

  package var path = ""
  package var from = Start.end
  package var event: EventMapping?
  package var every: Duration = .milliseconds(500)
  package var linger: Duration = .seconds(5)
  package var maxLine = ByteSize.mebibytes(1)
  package var onError = OnError.skip

  package init() {}

  package static let typeName = "tail"
  package static let summary = "Reads events from a file that grows, or from standard input, one JSON object per line."
  package static var fields: [Field<Self>] {
    [
      Field(
        "path", \.path, Check("non-empty, without NUL") { !$0.isEmpty && !$0.utf8.contains(0) }, required: true,
        "the file, which may come later; '-' is standard input"),
      Field(
        "from", \.from,
        "where a file is begun that was never read before and is there at the start; one that comes later is read from its beginning"
      ),
      Field(
        "event", \.event,
        "how a line becomes an event; left out: lines are v1 envelopes, as the `file` sink writes them"),
      Field("every", \.every, .range(.milliseconds(10) ... .seconds(3600)), "how often a file is looked at"),
      Field(
        "linger", \.linger, .range(.zero ... .seconds(3600)),
        "how long a file that was renamed is read on, when another has its name: its writer may not know yet"),
      Field(
        "max_line", \.maxLine, .range(.kibibytes(1) ... .mebibytes(16)), "bytes of a line; a longer one is no event"),
      Field(
        "on_error", \.onError,
        "what a line that is no event does: it is left out and counted (`skip`), or nothing behind it is read (`stop`)"),
    ]
  }

  package func validate(_ check: inout CrossCheck) {
    if path.hasSuffix("/") { check.error("path", "'path' names a folder") }
  }
}
