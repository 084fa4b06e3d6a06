import ConfigSchema
import RouterCore

/// A source of type `poll`.
package struct PollConfig: ConfigObject {
  package enum Emission: String, ConfigChoice {
    case changes
    case always
  }

  package enum Initial: String, ConfigChoice {
    case emit
    case skip
  }

  package var url: PollURL?
  package var every: Duration = .seconds(60)
  package var timeout: Duration = .seconds(10)
  package var headers = PollHeaders()
  package var redirects = 0
  package var maxBody = ByteSize.mebibytes(1)
  package var items: MappedPath?
  package var key: MappedPath?
  package var remember = 1000
  package var emit = Emission.changes
  package var initial = Initial.emit
  package var event: EventMapping?
  package var maxPause: Duration = .seconds(300)

  package init() {}

  package static let typeName = "poll"
  package static let summary =
    "GETs a JSON document again and again and makes events of it, or of the items of a list in it."
  package static var fields: [Field<Self>] {
    [
      Field("url", \.url, required: true, "what is asked, by http or https; its path and query are never shown"),
      Field(
        "every", \.every, .range(.milliseconds(100) ... .seconds(86_400)),
        "the time from an answer to the next question"),
      Field(
        "timeout", \.timeout, .range(.milliseconds(10) ... .seconds(600)), "how long an answer may take, with its body"),
      Field("headers", \.headers, "headers that are sent; their values are never shown"),
      Field(
        "redirects", \.redirects, .range(0...10),
        "redirects that are followed; to another server `headers` are not sent, and from https to http none is followed"
      ),
      Field(
        "max_body", \.maxBody, .range(.kibibytes(1) ... .mebibytes(64)), "bytes of an answer; a larger one is a failure"
      ),
      Field("items", \.items, "the list whose items become events; left out: the whole document is one"),
      Field(
        "key", \.key,
        "the field of an item that says which it is: one that was seen is told again when it has changed. Left out, equal items are the same"
      ),
      Field(
        "remember", \.remember, .range(1...20_000),
        "items that are known again, at least as many as an answer has: one with more is a failure"),
      Field("emit", \.emit, "only what is new or has changed (`changes`), or everything at every answer (`always`)"),
      Field("initial", \.initial, "whether what the very first answer has is told, or only what comes later (`skip`)"),
      Field("event", \.event, "how the document or an item becomes an event; left out: it is a v1 envelope"),
      Field(
        "max_pause", \.maxPause, .atLeast(.milliseconds(100)),
        "the longest pause after failures; they begin with `every`"),
    ]
  }

  package func validate(_ check: inout CrossCheck) {
    if key != nil, items == nil { check.error("key", "'key' is for items: say with 'items' where they are") }
    if initial == .skip, emit == .always {
      check.error("initial", "'initial: skip' has no meaning with 'emit: always'")
    }
    if maxPause < every { check.error("max_pause", "'max_pause' is shorter than 'every'") }
  }
}
