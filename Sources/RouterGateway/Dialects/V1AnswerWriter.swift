import RouterCore

/// Writes the v1 frames that are not events.
struct V1AnswerWriter {
  let now: Timestamp

  func bytes(of answer: Answer) -> [UInt8] {
    switch answer {
    case .connectionEstablished(let info): frame("connection_established") { established(info, &$0) }
    case .subscriptionConfirmed(let events, let agents, let status):
      frame("subscription_confirmed") { data in
        data.member("events", events)
        data.member("agents", agents)
        data.member("status", status.rawValue)
      }
    case .subscriptionError(let error): frame("subscription_error") { subscriptionError(error, &$0) }
    case .pong(let id, let duration):
      frame("pong", id: id) { data in
        data.key("server_time")
        data.value(timestamp: now)
        data.member("connection_duration", Int(duration.components.seconds))
      }
    case .connectionError(let code, let text, let closeCode, let retryAfter):
      frame("connection_error") { data in
        data.member("error_code", code.rawValue)
        data.member("error_message", text)
        if let closeCode { data.member("close_code", Int(closeCode.rawValue)) }
        if let retryAfter { data.member("retry_after", Int(retryAfter.components.seconds)) }
      }
    case .disconnectWarning(let warning): frame("disconnect_warning") { disconnectWarning(warning, &$0) }
    case .metricsConflation(let isOn, let depth):
      frame("configuration_updated") { data in
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

  private func frame(_ type: String, id: JSONDocument? = nil, _ data: (inout JSONWriter) -> Void) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("type", type)
    writer.key("timestamp")
    writer.value(timestamp: now)
    writer.key("data")
    writer.beginObject()
    data(&writer)
    writer.endObject()
    if let id {
      writer.key("id")
      writer.value(id.root)
    }
    writer.endObject()
    return writer.bytes
  }
}

extension JSONWriter {
  mutating func value(timestamp: Timestamp) { value(timestamp.text) }

  mutating func member(_ key: String, _ list: [String]) {
    self.key(key)
    beginArray()
    list.forEach { value($0) }
    endArray()
  }
}
