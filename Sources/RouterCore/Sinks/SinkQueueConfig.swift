import ConfigSchema

/// `queue:` of any sink: how much may wait for it, and what happens beyond.
package struct SinkQueueConfig: ConfigObject {
  package enum WhenFull: String, ConfigChoice {
    case dropOldest = "drop_oldest"
    case dropNewest = "drop_newest"
    case block
  }

  package var events = 10_000
  package var size = ByteSize.mebibytes(64)
  package var batch = 256
  package var whenFull = WhenFull.dropOldest

  package init() {}

  package static let summary = "What may wait for a sink that is slower than its events."
  package static var fields: [Field<Self>] {
    [
      Field("events", \.events, .range(1...10_000_000), "number of events"),
      Field("size", \.size, .atLeast(.kibibytes(1)), "memory for events"),
      Field("batch", \.batch, .range(1...10_000), "events handed over at once, at most"),
      Field(
        "when_full", \.whenFull,
        """
        `drop_oldest` and `drop_newest` lose events of this sink only, counted; `block` holds back the router and so all \
        producers
        """),
    ]
  }
}
