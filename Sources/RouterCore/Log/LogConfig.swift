import ConfigSchema

/// The `log:` section.
package struct LogConfig: ConfigObject {
  package enum Kind: String, ConfigChoice { case memory }

  package var type = Kind.memory
  package var keep = RetentionConfig()
  package var queue = LogQueueConfig()

  package init() {}

  package static let summary = "Where accepted events are kept, for how long, and how many may wait to be routed."
  package static var fields: [Field<Self>] {
    [
      Field("type", \.type, "`memory`: gone with the process; event numbers begin at 1 again"),
      Field("keep", \.keep, "how much is retained; the first bound that is reached counts"),
      Field("queue", \.queue, "how much may wait to be routed before producers are held back"),
    ]
  }
}

/// `log.keep`: what the log retains after all readers have dealt with it.
package struct RetentionConfig: ConfigObject {
  package var age: Duration = .seconds(3600)
  package var size = ByteSize.mebibytes(64)
  package var count = 100_000

  package init() {}

  package static let summary = "Retention: entries that the slowest reader still needs are kept beyond it."
  package static var fields: [Field<Self>] {
    [
      Field("age", \.age, "entries older than this go"),
      Field("size", \.size, "memory for entries, payload and index"),
      Field("count", \.count, .atLeast(0), "number of entries"),
    ]
  }
}

/// `log.queue`: the bound on what was accepted and not yet routed.
package struct LogQueueConfig: ConfigObject {
  package var events = 65_536
  package var size = ByteSize.mebibytes(64)

  package init() {}

  package static let summary = "When it is full, sources wait and HTTP publishers get 503."
  package static var fields: [Field<Self>] {
    [
      Field("events", \.events, .atLeast(1), "number of events"),
      Field("size", \.size, .atLeast(.kibibytes(1)), "memory for events"),
    ]
  }
}
