import ConfigSchema

/// The `log:` section.
package struct LogConfig: ConfigObject {
  package enum Kind: String, ConfigChoice { case memory, sqlite }

  /// When what was appended is made to survive a crash of the machine.
  package enum Fsync: String, ConfigChoice { case commit, interval, off }

  /// What becomes of events of sources while the log cannot be written.
  package enum WhenUnwritable: String, ConfigChoice { case hold, pass }

  package var type = Kind.memory
  package var path = "data/events.db"
  package var fsync = Fsync.commit
  package var fsyncInterval: Duration = .seconds(1)
  package var whenUnwritable = WhenUnwritable.hold
  package var keep = RetentionConfig()
  package var tail = ByteSize.mebibytes(32)
  package var queue = LogQueueConfig()
  package var idempotency = IdempotencyConfig()

  package init() {}

  package static let summary = "Where accepted events are kept, for how long, and how many may wait to be routed."
  package static var fields: [Field<Self>] {
    [
      Field(
        "type", \.type,
        """
        `sqlite`: in a file, survives kill -9; `memory`: gone with the process, event numbers begin at 1 again and sinks \
        have queues in memory
        """),
      Field("path", \.path, .nonEmpty, "`sqlite`: the file; missing folders are created"),
      Field(
        "fsync", \.fsync,
        """
        `sqlite`: what an accepted event survives. `commit`: a crash of the machine; `interval`: that too, but for the \
        last moments; `off`: what the system makes of it. All survive the end of the process
        """),
      Field("fsync_interval", \.fsyncInterval, .atLeast(.milliseconds(10)), "the longest time until `interval` syncs"),
      Field(
        "when_unwritable", \.whenUnwritable,
        """
        `sqlite`: while the file cannot be written (disk full) publishers get 503; events of sources are held back \
        (`hold`) or go to clients and sinks in memory without being kept (`pass`)
        """),
      Field("keep", \.keep, "how much is retained; the first bound that is reached counts"),
      Field(
        "tail", \.tail, .atLeast(.kibibytes(64)), "`sqlite`: memory for the newest events, from which most readers read"
      ),
      Field("queue", \.queue, "how much may wait to be routed before producers are held back"),
      Field("idempotency", \.idempotency, "how long an event that is published again is recognised by its key"),
    ]
  }

  package func validate(_ check: inout CrossCheck) {
    if fsync != .interval, fsyncInterval != Self().fsyncInterval {
      check.warning("fsync_interval", "'fsync_interval' has no effect with fsync: \(fsync.rawValue)")
    }
    if type == .memory, path != Self().path {
      check.warning("path", "'path' has no effect with type: memory", help: "for a file: `type: sqlite`")
    }
    if let count = keep.count, count < 0 { check.error("keep", "'count' is at least 0") }
    if let hardLimit = keep.hardLimit, hardLimit.bytes < retention.size {
      check.error(
        "keep", "'hard_limit' is less than 'size'",
        help: "what slow sinks need may be kept beyond 'size' up to 'hard_limit'")
    }
  }

  /// Whether what it keeps survives the process.
  package var isDurable: Bool { type == .sqlite }

  /// The bounds in force.
  package var retention: Retention { Retention(self) }
}

/// `log.keep`: what the log retains after all readers have dealt with it.
package struct RetentionConfig: ConfigObject {
  package var age: Duration?
  package var size: ByteSize?
  package var count: Int?
  package var hardLimit: ByteSize?

  package init() {}

  package static let summary = "Retention: entries that the slowest reader still needs are kept beyond it."
  package static var fields: [Field<Self>] {
    [
      Field("age", \.age, "entries older than this go; default 1h in memory, 7d in a file"),
      Field("size", \.size, "entries, payload and columns; default 64MiB in memory, 2GiB in a file"),
      Field("count", \.count, "number of entries; default 100000 in memory, no bound in a file"),
      Field(
        "hard_limit", \.hardLimit,
        """
        `sqlite`: what durable sinks that are behind need is kept beyond `size` up to here; then each sink's \
        `at_hard_limit` decides; default twice `size`
        """),
    ]
  }
}

/// Bounds on what is retained.
package struct Retention: Sendable, Equatable {
  package let age: Duration
  package let size: Int
  package let count: Int
  package let hardLimit: Int

  init(_ config: LogConfig) {
    let keep = config.keep
    switch config.type {
    case .memory:
      (age, size, count) = (
        keep.age ?? .seconds(3600), (keep.size ?? .mebibytes(64)).bytes, keep.count ?? 100_000
      )
    case .sqlite:
      (age, size, count) = (
        keep.age ?? .seconds(7 * 86_400), (keep.size ?? .mebibytes(2048)).bytes, keep.count ?? .max
      )
    }
    hardLimit = keep.hardLimit?.bytes ?? size.multipliedReportingOverflow(by: 2).partialValue
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

/// `log.idempotency`: how long keys of events are remembered.
package struct IdempotencyConfig: ConfigObject {
  package var age: Duration = .seconds(86_400)
  package var count = 100_000

  package init() {}

  package static let summary = "An event whose key was seen within these bounds is not accepted a second time."
  package static var fields: [Field<Self>] {
    [
      Field("age", \.age, "keys older than this are forgotten"),
      Field("count", \.count, .range(0...10_000_000), "keys remembered, at most"),
    ]
  }
}
