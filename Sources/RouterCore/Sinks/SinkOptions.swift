import ConfigSchema

/// What can stand in the config of any sink besides the keys of its type: the engine's share.
package struct SinkOptions: ConfigObject {
  package var queue = SinkQueueConfig()
  package var durable: Bool?
  package var retry = RetryConfig()
  package var atHardLimit = DurableSink.AtHardLimit.skip

  package init() {}

  package static let summary = "Keys of every sink: how events wait for it, and what happens when it fails."
  package static var fields: [Field<Self>] {
    [
      Field(
        "queue", \.queue,
        "what may wait in memory; of a durable sink only `batch` counts, since its events wait in the log"),
      Field(
        "durable", \.durable,
        """
        events wait in the log: a restart or kill -9 loses nothing, and what was not confirmed comes again with the same \
        id; default: with `log.type: sqlite` all but `console`
        """),
      Field("retry", \.retry, "what to do when the sink fails"),
      Field(
        "at_hard_limit", \.atHardLimit,
        """
        a durable sink that is so far behind that the log reaches `keep.hard_limit`: `skip` loses its oldest events (their \
        numbers go to the dead letters), `refuse` lets the log take nothing more until the sink has caught up
        """),
    ]
  }

  /// The keys that the engine reads.
  package static var keys: Set<String> { Set(fields.map(\.name)) }
}
