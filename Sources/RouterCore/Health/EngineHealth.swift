/// Looks at the engine's parts. Never waits: what it reads are counters and what is known already.
struct EngineHealth: Sendable {
  let log: any EventLog
  let sinks: [(name: String, feed: any SinkFeed, failure: Signal)]
  let sources: [(name: String, counters: SourceCounters)]
  let gateway: @Sendable () -> GatewayHealth?

  func look() -> RouterHealth {
    var health = RouterHealth()
    health.log = LogHealth(log.status())
    for sink in sinks { health.sinks[sink.name] = SinkHealth(sink.feed, isFailing: sink.failure.isOn) }
    for source in sources { health.sources[source.name] = SourceHealth(source.counters) }
    health.gateway = gateway()
    return health
  }
}

extension LogHealth {
  init(_ status: LogStatus) {
    isWritable = status.trouble == nil
    isFull = status.isFull
    queueUse = status.queueUse
    retentionUse = status.retentionUse
    disk = status.disk
  }
}

extension SinkHealth {
  init(_ feed: any SinkFeed, isFailing: Bool) {
    let counters = feed.counters()
    self.isFailing = isFailing
    isStopped = counters.isStopped
    queueUse = feed.queueUse
    lost = counters.dropped + counters.lost
    deadLettered = counters.deadLettered
  }
}

extension SourceHealth {
  init(_ counters: SourceCounters) {
    isFailing = counters.isFailing
    restarts = counters.restarts.load()
  }
}
