import RouterCore

/// Writes the legacy frames that are not events. Answers to a request repeat its id; an ERROR that nobody asked for has one of
/// its own, `error_<n>`.
struct LegacyAnswerWriter {
  /// Who answers what was addressed to nobody.
  private static let nobody = "system"

  let context: AnswerContext

  /// Nothing for what legacy clients cannot ask for, and for what they have no message for.
  func append(_ answer: Answer, to bytes: inout [UInt8]) {
    switch answer {
    case .authenticated(let session, let access):
      append(.authSuccess, to: &bytes) { authenticated(session, access, &$0) }
    case .pong: append(.heartbeatAck, to: &bytes) { _ in }
    case .subscriptionConfirmed(let events, _, let status):
      append(.response, to: &bytes) { frame in
        response(&frame) { frame in
          frame.beginObject()
          frame.member("events", events)
          frame.member("status", status.rawValue)
          frame.endObject()
        }
      }
    case .response(let payload):
      append(.response, to: &bytes) { frame in response(&frame) { $0.value(payload.root) } }
    case .reconnected(let reconnection): append(.reconnectSuccess, to: &bytes) { reconnected(reconnection, &$0) }
    case .subscriptionError(let error): append(LegacyError(error), to: &bytes)
    case .requestFailed(let error): append(error, to: &bytes)
    case .connectionError(let code, let text, _, let retryAfter, let limit):
      append(LegacyError(code, text, limit, retryAfter: retryAfter), to: &bytes)
    case .authenticationRequired:
      append(.authentication(.authenticationRequired, "send AUTH with a token first"), to: &bytes)
    case .disconnectWarning(let warning): append(LegacyError(warning), to: &bytes)
    case .connectionEstablished, .poolInfo, .rateLimitWarning, .metricsConflation, .configurationUpdated, .agentStatus,
      .order, .commandAccepted, .commandError, .publishAccepted, .publishError, .tokenRefreshed:
      break
    }
  }

  // MARK: Answers

  private func authenticated(_ session: SessionID, _ access: Set<RequestAccess>, _ frame: inout JSONWriter) {
    frame.key("payload")
    frame.beginObject()
    frame.member("sessionId", session.publicID)
    frame.member("permissions", RequestAccess.allCases.filter(access.contains).map(\.rawValue))
    frame.endObject()
  }

  private func response(_ frame: inout JSONWriter, _ payload: (inout JSONWriter) -> Void) {
    frame.key("source")
    frame.beginObject()
    frame.member("type", "AGENT")
    frame.member("id", context.tag?.target ?? Self.nobody)
    frame.endObject()
    frame.key("payload")
    payload(&frame)
    frame.key("metadata")
    frame.beginObject()
    frame.key("correlationId")
    id(&frame)
    frame.endObject()
  }

  private func reconnected(_ reconnection: Reconnection, _ frame: inout JSONWriter) {
    let report = reconnection.report
    frame.key("payload")
    frame.beginObject()
    frame.member("sessionId", reconnection.session.publicID)
    frame.member("subscriptions", reconnection.events)
    frame.member("replayCount", report.replayed)
    frame.member("gap", report.gap != nil)
    frame.member("oldestAvailable", report.oldest.publicID)
    frame.member("lastMessageId", reconnection.lastEvent.publicID)
    if let gap = report.gap {
      frame.member("reason", gap.reason.rawValue)
      if let from = gap.from { frame.member("from", from.publicID) }
      if let to = gap.to { frame.member("to", to.publicID) }
    }
    frame.endObject()
  }

  // MARK: Errors

  private func append(_ error: LegacyError, to bytes: inout [UInt8]) {
    append(.error, to: &bytes) { frame in
      payload(error.code.rawValue, error.message, &frame) { frame in
        frame.beginObject()
        error.details(&frame)
        frame.endObject()
      }
    }
  }

  /// As whoever was asked said it.
  private func append(_ error: RequestError, to bytes: inout [UInt8]) {
    append(.error, to: &bytes) { frame in
      payload(error.code, error.message, &frame) { frame in
        if let details = error.details {
          frame.value(details.root)
        } else {
          frame.beginObject()
          frame.endObject()
        }
      }
    }
  }

  private func payload(
    _ code: String, _ message: String, _ frame: inout JSONWriter, _ details: (inout JSONWriter) -> Void
  ) {
    frame.key("payload")
    frame.beginObject()
    frame.member("code", code)
    frame.member("message", message)
    frame.key("details")
    details(&frame)
    frame.endObject()
  }

  // MARK: Frames

  private func append(
    _ type: LegacyServerMessageType, to bytes: inout [UInt8], _ rest: (inout JSONWriter) -> Void
  ) {
    JSONWriter.append(to: &bytes) { frame in
      frame.beginObject()
      frame.member("type", type.rawValue)
      frame.key("id")
      id(&frame)
      frame.member("timestamp", context.now)
      rest(&frame)
      frame.endObject()
    }
  }

  private func id(_ frame: inout JSONWriter) {
    if let tag = context.tag {
      frame.value(tag.id.root)
    } else {
      frame.value("error_\(context.ordinal)")
    }
  }
}
