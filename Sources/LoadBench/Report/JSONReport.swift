import RouterCore

/// A report for programs: one object. What is unknown is null, with the reason beside it.
package struct JSONReport {
  private let report: BenchReport
  private var part: PartReport { report.part }

  package init(_ report: BenchReport) { self.report = report }

  package var text: String {
    var json = JSONWriter()
    json.beginObject()
    json.member("ok", report.isClean)
    json.member("scenario", report.scenario.name)
    json.member("clients", report.clients)
    json.member("connect_seconds", report.connectSeconds)
    json.member("seconds", part.seconds)
    if let publishing = report.scenario.publishing { write(publishing, &json) }
    if case .requestReply(let depth) = report.scenario { json.member("depth", depth) }
    if report.scenario != .idle {
      json.member("deliveries", part.deliveries)
      json.member("deliveries_per_second", part.seconds > 0 ? Double(part.deliveries) / part.seconds : 0)
      json.member("frame_bytes", part.frameBytes)
    }
    writeFaults(&json)
    writeLatency(&json)
    writeServer(&json)
    json.key("client")
    json.beginObject()
    json.member("cpu_seconds", part.clientCPU)
    json.member("busiest_loop_share", part.busiestLoopShare)
    json.member("is_the_limit", part.isLimitedByClient)
    json.endObject()
    json.endObject()
    return String(decoding: json.bytes, as: UTF8.self) + "\n"
  }

  private func write(_ publishing: Publishing, _ json: inout JSONWriter) {
    json.member("payload_bytes", publishing.payload)
    switch publishing.pace {
    case .open(let rate): json.member("rate", rate)
    case .closed(let window): json.member("window", window)
    }
    json.member("batch", publishing.batch)
    json.key("events")
    json.beginObject()
    json.member("sent", part.published.sent)
    json.member("accepted", part.published.accepted)
    json.member("refused", part.published.refused)
    json.endObject()
  }

  private func writeFaults(_ json: inout JSONWriter) {
    let faults = report.faults
    json.key("faults")
    json.beginObject()
    json.member("lost", faults.lost)
    json.member("repeated", faults.repeated)
    json.member("out_of_order", faults.late)
    json.member("wrong_client", faults.foreign)
    json.key("ended_connections")
    json.beginArray()
    for ending in faults.groupedEndings {
      json.beginObject()
      json.member("reason", ending.reason)
      json.member("count", ending.count)
      json.endObject()
    }
    json.endArray()
    json.endObject()
  }

  private func writeLatency(_ json: inout JSONWriter) {
    guard let latency = part.latency else { return }
    json.key("latency_ms")
    json.beginObject()
    json.member("mean", latency.mean)
    json.member("p50", latency.p50)
    json.member("p90", latency.p90)
    json.member("p99", latency.p99)
    json.member("p99.9", latency.p999)
    json.member("max", latency.max)
    json.endObject()
  }

  private func writeServer(_ json: inout JSONWriter) {
    json.key("server")
    json.beginObject()
    switch part.server {
    case .known(let seconds, let bytes):
      json.member("cpu_seconds", seconds)
      if part.deliveries > 0 { json.member("cpu_seconds_per_million", seconds / Double(part.deliveries) * 1e6) }
      json.member("memory_bytes", bytes)
    case .unknown(let reason):
      json.key("cpu_seconds")
      json.null()
      json.member("cpu_unknown", reason)
    }
    switch report.memory {
    case .known(_, let perSession): json.member("memory_bytes_per_session", perSession)
    case .unknown(let reason):
      json.key("memory_bytes_per_session")
      json.null()
      json.member("memory_unknown", reason)
    }
    json.endObject()
  }
}
