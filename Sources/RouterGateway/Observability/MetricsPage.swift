import RouterCore

/// All counters as metric families. Names and labels are a closed set: components of the config, fates, reasons.
struct MetricsPage {
  let engine: EngineCounters
  let gateway: GatewayCounters
  let connections: ConnectionLimit
  let process: ProcessUsage
  let version: String

  func text(as format: MetricsFormat) -> String {
    var page = MetricsText(format)
    page.family("junctor_build_info", .info, "The program that runs.")
    page.sample(1, ["version": version])
    writeLog(&page)
    writeSources(&page)
    writeStages(&page)
    writeEdges(&page)
    writeSinks(&page)
    writeClients(&page)
    writeConnections(&page)
    process.write(to: &page)
    page.family(
      "junctor_unaccounted_events", .gauge, "Events that the counters cannot account for; anything but 0 is a bug.")
    page.sample(engine.unaccounted)
    return page.text
  }

  private func writeLog(_ page: inout MetricsText) {
    let log = engine.log
    page.family("junctor_log_head", .gauge, "Number of the newest accepted event.")
    page.sample(log.head.value)
    page.family("junctor_log_oldest", .gauge, "Number of the oldest retained event.")
    page.sample(log.oldest.value)
    page.family("junctor_log_events", .gauge, "Events retained.")
    page.sample(UInt64(log.count))
    page.family("junctor_log_bytes", .gauge, "Size of retained events.")
    page.sample(UInt64(log.bytes))
    page.family("junctor_log_queued_events", .gauge, "Accepted events that wait to be routed.")
    page.sample(UInt64(log.queued))
    page.family("junctor_log_trouble", .gauge, "1 while the log cannot be written.")
    page.sample(log.trouble == nil ? 0 : 1)
    if let disk = log.disk {
      page.family("junctor_log_disk_free_bytes", .gauge, "What is left on the disk that the log is on.")
      page.sample(disk.free)
    }
  }

  private func writeSources(_ page: inout MetricsText) {
    page.family(
      "junctor_source_events_total", .counter, "Events of each source, by what became of them before or at routing.")
    for (name, tally) in points({ if case .source(let name) = $0 { name } else { nil } }) {
      page.sample(tally.passed, ["source": name, "fate": "routed"])
      page.sample(tally.unrouted, ["source": name, "fate": "unrouted"])
    }
    for (name, source) in engine.sources.sorted(by: { $0.key < $1.key }) {
      page.sample(source.rejected, ["source": name, "fate": "rejected"])
    }
    page.family("junctor_source_restarts_total", .counter, "Times that a failed source was started again.")
    for (name, source) in engine.sources.sorted(by: { $0.key < $1.key }) {
      page.sample(source.restarts, ["source": name])
    }
    page.family(
      "junctor_source_failing", .gauge, "1 while a source waits to be started again, or has not what it needs.")
    for name in engine.sources.keys.sorted() {
      page.sample(engine.failingSources.contains(name) ? 1 : 0, ["source": name])
    }
  }

  private func writeStages(_ page: inout MetricsText) {
    let stages = points { point -> [String]? in
      if case .stage(let pipeline, let stage) = point { [pipeline, stage] } else { nil }
    }
    page.family(
      "junctor_stage_events_total", .counter, "Events at each stage: received = passed + dropped + absorbed + held.")
    for (place, tally) in stages {
      let labels: KeyValuePairs = ["pipeline": place[0], "stage": place[1]]
      page.sample(tally.received, labels, "fate", "received")
      page.sample(tally.passed, labels, "fate", "passed")
      page.sample(tally.dropped.values.reduce(0, +), labels, "fate", "dropped")
      page.sample(tally.absorbed, labels, "fate", "absorbed")
      page.sample(tally.emitted, labels, "fate", "emitted")
    }
    page.family("junctor_stage_dropped_events_total", .counter, "Events that a stage let go, by reason.")
    for (place, tally) in stages {
      for (reason, count) in tally.dropped.sorted(by: { $0.key.name < $1.key.name }) {
        page.sample(count, ["pipeline": place[0], "stage": place[1]], "reason", reason.name)
      }
    }
    page.family("junctor_stage_held_events", .gauge, "Events that a stage holds at this moment.")
    for (place, tally) in stages { page.sample(tally.held, ["pipeline": place[0], "stage": place[1]]) }
  }

  private func writeEdges(_ page: inout MetricsText) {
    page.family("junctor_edge_events_total", .counter, "Events that went from one point of the graph to the next.")
    for (edge, count) in engine.ledger.edges.sorted(by: {
      ($0.key.from.label, $0.key.to.label) < ($1.key.from.label, $1.key.to.label)
    }) {
      page.sample(count, ["from": edge.from.label, "to": edge.to.label])
    }
  }

  private func writeSinks(_ page: inout MetricsText) {
    page.family(
      "junctor_sink_admitted_total", .counter,
      "Events at each sink: admitted, or merged because an earlier pipeline had admitted them.")
    for (name, tally) in points({ if case .sink(let name) = $0 { name } else { nil } }) {
      page.sample(tally.passed, ["sink": name, "fate": "admitted"])
      page.sample(tally.merged, ["sink": name, "fate": "merged"])
    }
    let sinks = engine.sinks.sorted { $0.key < $1.key }
    page.family("junctor_sink_events_total", .counter, "What became of the events admitted to a sink.")
    for (name, sink) in sinks {
      page.sample(sink.delivered, ["sink": name, "fate": "delivered"])
      page.sample(sink.dropped, ["sink": name, "fate": "dropped"])
      page.sample(sink.deadLettered, ["sink": name, "fate": "dead_lettered"])
      page.sample(sink.lost, ["sink": name, "fate": "lost"])
      page.sample(sink.abandoned, ["sink": name, "fate": "abandoned"])
    }
    page.family("junctor_sink_queued_events", .gauge, "Events that wait for a sink.")
    for (name, sink) in sinks { page.sample(sink.queued, ["sink": name]) }
    page.family("junctor_sink_retries_total", .counter, "Times that a sink asked to try again.")
    for (name, sink) in sinks { page.sample(sink.retries, ["sink": name]) }
    page.family(
      "junctor_sink_replayed_events_total", .counter, "Dead letters that arrived when they were delivered again.")
    for (name, sink) in sinks { page.sample(sink.replayed, ["sink": name]) }
    page.family("junctor_sink_failing", .gauge, "1 while a sink fails and is tried again.")
    for (name, _) in sinks { page.sample(engine.failingSinks.contains(name) ? 1 : 0, ["sink": name]) }
    page.family("junctor_sink_stopped", .gauge, "1 for a sink that wants nothing more until the next start.")
    for (name, sink) in sinks { page.sample(sink.isStopped ? 1 : 0, ["sink": name]) }
  }

  private func writeClients(_ page: inout MetricsText) {
    page.family(
      "junctor_client_events_total", .counter,
      "Events that reached the gateway: delivered to a session, or nobody was subscribed.")
    page.sample(gateway.delivered.load(), ["fate": "delivered"])
    page.sample(gateway.unmatched.load(), ["fate": "unmatched"])
    page.family("junctor_client_frames_total", .counter, "Event frames written to sessions.")
    page.sample(gateway.frames.load())
    page.family(
      "junctor_compressed_frames_total", .counter, "Frames that were compressed, once for all sessions that get them.")
    page.sample(gateway.compressedFrames.load())
    page.family("junctor_compression_bytes_total", .counter, "Bytes of those frames, before and after.")
    page.sample(gateway.bytesToCompress.load(), ["side": "plain"])
    page.sample(gateway.compressedBytes.load(), ["side": "compressed"])
    page.family("junctor_filter_evaluations_total", .counter, "Times that a subscription filter saw an event.")
    page.sample(gateway.filterEvaluations.load())
    page.family("junctor_sessions_behind", .gauge, "Sessions whose sockets take no more for the moment.")
    page.sample(gateway.sessionsBehind)
    page.family("junctor_slow_readers_total", .counter, "Steps of slow readers: what was done about them.")
    page.sample(gateway.fallenBehind.load(), ["step": "waiting"])
    page.sample(gateway.conflatedReaders.load(), ["step": "conflating"])
    page.sample(gateway.warnedReaders.load(), ["step": "warned"])
    page.sample(gateway.droppedReaders.load(), ["step": "disconnected"])
    page.family("junctor_sessions", .gauge, "Open sessions.")
    page.sample(gateway.sessions)
    page.family("junctor_resumed_sessions_total", .counter, "Sessions that went on with another connection.")
    page.sample(gateway.resumedSessions.load())
    page.family("junctor_replayed_events_total", .counter, "Event frames that sessions had missed and were sent again.")
    page.sample(gateway.replayedEvents.load())
    page.family("junctor_resume_gaps_total", .counter, "Holes that clients were told of when they came back.")
    for reason in ResumeGap.Reason.allCases {
      page.sample(gateway.resumeGaps(reason).load(), ["reason": reason.rawValue])
    }
    page.family("junctor_refused_tokens_total", .counter, "Connections refused because of their token.")
    page.sample(gateway.refusedTokens.load())
    page.family("junctor_jwks_refreshes_total", .counter, "Fetches of key sets, by what came of them.")
    page.sample(gateway.keySets.changed.load(), ["result": "changed"])
    page.sample(gateway.keySets.unchanged.load(), ["result": "unchanged"])
    page.sample(gateway.keySets.failed.load(), ["result": "failed"])
    page.family("junctor_published_events_total", .counter, "Events accepted by HTTP.")
    page.sample(gateway.published.load())
    page.family("junctor_refused_publishes_total", .counter, "HTTP publish requests refused.")
    page.sample(gateway.refusedPublishes.load())
  }

  private func writeConnections(_ page: inout MetricsText) {
    page.family("junctor_connections", .gauge, "Open connections of all listeners, sessions or not.")
    page.sample(UInt64(clamping: connections.open))
    page.family(
      "junctor_connection_limit", .gauge, "Open connections at which listeners for clients pause accepting.")
    page.sample(UInt64(clamping: connections.capacity))
    page.family("junctor_accept_pauses_total", .counter, "Times that a listener has paused accepting.")
    page.sample(connections.pauses)
    page.family("junctor_paused_listeners", .gauge, "Listeners that accept nothing at present.")
    page.sample(UInt64(clamping: connections.pausedListeners))
  }

  /// The ledger's points of one kind, in a stable order.
  private func points<Name: Sendable>(_ name: (Ledger.Point) -> Name?) -> [(Name, Ledger.Tally)] {
    engine.ledger.points.sorted { $0.key.label < $1.key.label }.compactMap { point, tally in
      name(point).map { ($0, tally) }
    }
  }
}

extension Ledger.Point {
  /// The kind and the name, as the graph shows them.
  var label: String {
    switch self {
    case .source(let name): "source:\(name)"
    case .stage(let pipeline, let stage): "stage:\(pipeline)/\(stage)"
    case .pipeline(let name): "pipeline:\(name)"
    case .sink(let name): "sink:\(name)"
    }
  }
}
