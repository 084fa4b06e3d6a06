import RouterCore

/// Writes the v1 frames that are not events.
struct V1AnswerWriter {
  let now: Timestamp

  func append(_ answer: Answer, to bytes: inout [UInt8]) {
    JSONWriter.append(to: &bytes) { write(answer, &$0) }
  }

  private func write(_ answer: Answer, _ writer: inout JSONWriter) {
    switch answer {
    case .connectionEstablished(let info): frame(&writer, "connection_established") { established(info, &$0) }
    case .subscriptionConfirmed(let events, let agents, let status):
      frame(&writer, "subscription_confirmed") { data in
        data.member("events", events)
        data.member("agents", agents)
        data.member("status", status.rawValue)
      }
    case .subscriptionError(let error): frame(&writer, "subscription_error") { subscriptionError(error, &$0) }
    case .pong(let id, let duration):
      frame(&writer, "pong", id: id) { data in
        data.member("server_time", now)
        data.member("connection_duration", Int(duration.components.seconds))
      }
    case .connectionError(let code, let text, let closeCode, let retryAfter):
      frame(&writer, "connection_error") { data in
        data.member("error_code", code.rawValue)
        data.member("error_message", text)
        if let closeCode { data.member("close_code", Int(closeCode.rawValue)) }
        if let retryAfter { data.member("retry_after", Int(retryAfter.components.seconds)) }
      }
    case .disconnectWarning(let warning): frame(&writer, "disconnect_warning") { disconnectWarning(warning, &$0) }
    case .metricsConflation(let isOn, let depth):
      frame(&writer, "configuration_updated") { data in
        data.member("metrics_conflated", isOn)
        data.member("queue_depth", depth)
      }
    }
  }

  private func established(_ info: ConnectionInfo, _ data: inout JSONWriter) {
    data.member("client_id", info.clientID)
    data.member("pooled", true)
    data.member("session_id", info.sessionID)
    data.member("server_version", info.serverVersion)
    guard let report = info.resume else { return }
    data.key("resume")
    resume(report, &data)
  }

  private func resume(_ report: ResumeReport, _ data: inout JSONWriter) {
    data.beginObject()
    data.member("resumed", report.resumed)
    data.member("replayed", report.replayed)
    data.key("gap")
    if let gap = report.gap { self.gap(gap, &data) } else { data.null() }
    data.member("oldest_available", report.oldest.publicID)
    data.member("exact", report.exact)
    data.endObject()
  }

  private func gap(_ gap: ResumeGap, _ data: inout JSONWriter) {
    data.beginObject()
    data.member("reason", gap.reason.rawValue)
    if let from = gap.from { data.member("from", from.publicID) }
    if let to = gap.to { data.member("to", to.publicID) }
    data.endObject()
  }

  private func subscriptionError(_ error: SubscriptionError, _ data: inout JSONWriter) {
    data.member("error_code", error.code.rawValue)
    data.member("error_message", error.text)
    if let events = error.supportedEvents { data.member("supported_events", events) }
    if let (limit, current) = error.limit {
      data.member("limit", limit)
      data.member("current", current)
    }
  }

  private func disconnectWarning(_ warning: DisconnectWarning, _ data: inout JSONWriter) {
    data.member("reason", warning.reason)
    data.member("disconnect_in", Int(warning.disconnectIn.components.seconds))
    data.member("close_code", Int(warning.closeCode.rawValue))
    data.member("reconnect", warning.reconnect)
    data.member("retry_after", Int(warning.retryAfter.components.seconds))
    if let last = warning.lastEvent { data.member("last_event_id", last.publicID) }
    if let depth = warning.depth { data.member("queue_depth", depth) }
  }

  private func frame(
    _ writer: inout JSONWriter, _ type: String, id: JSONNode? = nil, _ data: (inout JSONWriter) -> Void
  ) {
    writer.beginObject()
    writer.member("type", type)
    writer.member("timestamp", now)
    writer.key("data")
    writer.beginObject()
    data(&writer)
    writer.endObject()
    if let id { writer.member("id", id) }
    writer.endObject()
  }
}

extension JSONWriter {
  mutating func member(_ key: String, _ list: [String]) {
    self.key(key)
    beginArray()
    list.forEach { value($0) }
    endArray()
  }
}
