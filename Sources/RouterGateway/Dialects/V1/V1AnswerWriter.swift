import RouterCore

/// Writes the v1 frames that are not events.
struct V1AnswerWriter {
  let now: Timestamp

  /// Nothing for what v1 clients never hear.
  func append(_ answer: Answer, to bytes: inout [UInt8]) {
    guard let type = answer.messageType else { return }
    JSONWriter.append(to: &bytes) { write(answer, type.type, &$0) }
  }

  /// What an event stream says of a hole.
  func append(_ gap: ResumeGap, to bytes: inout [UInt8]) {
    JSONWriter.append(to: &bytes) { writer in
      frame(&writer, ServerMessageType.gap.type) { members(of: gap, &$0) }
    }
  }

  private func write(_ answer: Answer, _ name: String, _ writer: inout JSONWriter) {
    switch answer {
    case .connectionEstablished(let info): frame(&writer, name) { established(info, &$0) }
    case .subscriptionConfirmed(let events, let agents, let status):
      frame(&writer, name) { data in
        data.member("events", events)
        data.member("agents", agents)
        data.member("status", status.rawValue)
      }
    case .subscriptionError(let error): frame(&writer, name) { subscriptionError(error, &$0) }
    case .commandAccepted(let receipt):
      frame(&writer, name) { data in
        data.member("command", receipt.command)
        data.member("agent_id", receipt.agent)
        data.member("request_id", receipt.requestID)
      }
    case .commandError(let failure): frame(&writer, name) { commandError(failure, &$0) }
    case .agentStatus(let status, let requestID): agentStatus(status, requestID, &writer)
    case .order(let order): order.write(at: now, to: &writer)
    case .pong(let id, let duration):
      frame(&writer, name, id: id) { data in
        data.member("server_time", now)
        data.member("connection_duration", Int(duration.components.seconds))
      }
    case .configurationUpdated(let options): frame(&writer, name) { configuration(options, &$0) }
    case .publishAccepted(let ids, let requestID):
      frame(&writer, name) { data in
        data.member("ids", ids.map(\.publicID))
        if let requestID { data.member("request_id", requestID) }
      }
    case .publishError(let failure): frame(&writer, name) { publishError(failure, &$0) }
    case .tokenRefreshed(let expires):
      frame(&writer, name) { data in data.member("expires_at", expires) }
    case .poolInfo(let pool): frame(&writer, name) { poolInfo(pool, &$0) }
    case .rateLimitWarning(let limit, let resetTime):
      frame(&writer, name) { data in
        data.member("limit_type", limit.kind.rawValue)
        data.member("current_usage", limit.current)
        data.member("limit", limit.limit)
        data.member("reset_time", resetTime)
        data.member("recommended_action", "Reduce message frequency")
      }
    case .connectionError(let code, let text, let closeCode, let retryAfter, let limit):
      frame(&writer, name) { data in
        data.member("error_code", code.rawValue)
        data.member("error_message", text)
        if let closeCode { data.member("close_code", Int(closeCode.rawValue)) }
        data.members(limit, retryAfter: retryAfter)
      }
    case .disconnectWarning(let warning): frame(&writer, name) { disconnectWarning(warning, &$0) }
    case .metricsConflation(let isOn, let depth):
      frame(&writer, name) { data in
        data.member("metrics_conflated", isOn)
        data.member("queue_depth", depth)
      }
    case .authenticated, .authenticationRequired, .reconnected, .response, .requestFailed: break
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
    members(of: gap, &data)
    data.endObject()
  }

  private func members(of gap: ResumeGap, _ data: inout JSONWriter) {
    data.member("reason", gap.reason.rawValue)
    if let from = gap.from { data.member("from", from.publicID) }
    if let to = gap.to { data.member("to", to.publicID) }
  }

  private func subscriptionError(_ error: SubscriptionError, _ data: inout JSONWriter) {
    data.member("error_code", error.code.rawValue)
    data.member("error_message", error.text)
    if let events = error.supportedEvents { data.member("supported_events", events) }
    data.members(error.limit, retryAfter: error.retryAfter)
  }

  private func commandError(_ failure: CommandFailure, _ data: inout JSONWriter) {
    if let command = failure.echo.command { data.member("command", command) }
    if let agent = failure.echo.agent { data.member("agent_id", agent) }
    data.member("error_code", failure.code.rawValue)
    data.member("error_message", failure.text)
    if let requestID = failure.echo.requestID { data.member("request_id", requestID) }
    data.members(failure.limit, retryAfter: failure.retryAfter)
  }

  private func agentStatus(_ status: JSONDocument, _ requestID: String?, _ writer: inout JSONWriter) {
    writer.beginObject()
    writer.member("type", "agent_status")
    writer.member("timestamp", now)
    writer.key("data")
    writer.beginObject()
    for member in status.root.members where requestID == nil || member.name != "request_id" {
      writer.member(member.name, member.value)
    }
    if let requestID { writer.member("request_id", requestID) }
    writer.endObject()
    writer.endObject()
  }

  private func configuration(_ options: SessionOptions, _ data: inout JSONWriter) {
    data.member("metrics_interval", options.metricsInterval)
    data.member("buffer_size", options.bufferSize)
    data.member("compression", options.compression)
    data.member("include_ids", options.includesIDs)
    data.member("mirror_timestamp", options.mirrorsTimestamp)
  }

  private func publishError(_ failure: PublishFailure, _ data: inout JSONWriter) {
    data.member("error_code", failure.code.rawValue)
    data.member("error_message", failure.text)
    data.key("errors")
    data.beginArray()
    for item in failure.items {
      data.beginObject()
      data.member("index", item.index)
      data.member("field", item.field)
      data.member("detail", item.detail)
      data.endObject()
    }
    data.endArray()
    if let requestID = failure.requestID { data.member("request_id", requestID) }
    data.members(failure.limit, retryAfter: failure.retryAfter)
  }

  private func poolInfo(_ pool: PoolInfo, _ data: inout JSONWriter) {
    data.member("pool_id", pool.id)
    data.member("active_connections", pool.connections)
    data.key("max_connections")
    if let limit = pool.limit { data.value(limit) } else { data.null() }
    data.member("pool_utilization", pool.utilization)
  }

  private func disconnectWarning(_ warning: DisconnectWarning, _ data: inout JSONWriter) {
    data.member("reason", warning.reason)
    data.member("disconnect_in", warning.disconnectIn.wholeSeconds)
    data.member("close_code", Int(warning.closeCode.rawValue))
    data.member("reconnect", warning.reconnect)
    data.member("retry_after", warning.retryAfter.wholeSeconds)
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
  /// What an answer says about a limit.
  fileprivate mutating func members(_ limit: LimitReport?, retryAfter: Duration?) {
    if let retryAfter { member("retry_after", retryAfter.wholeSeconds) }
    guard let limit else { return }
    member("limit_type", limit.kind.rawValue)
    member("limit", limit.limit)
    member("current", limit.current)
  }

  mutating func member(_ key: String, _ list: [String]) {
    self.key(key)
    beginArray()
    list.forEach { value($0) }
    endArray()
  }
}
