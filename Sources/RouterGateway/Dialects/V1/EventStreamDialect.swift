import RouterCore

/// Server-Sent Events (WHATWG HTML §9.2): `event:` the type, `id:` the number, `data:` the v1 envelope (contract §5 and §7).
struct EventStreamDialect: Dialect {
  /// What `EventSource` waits before it comes back, unless it is told otherwise.
  private static let retry = Duration.seconds(3)

  var framing: Framing { .chunked }
  /// Its client says with each request what it wants.
  var keepsSessions: Bool { false }

  /// A stream has one direction.
  func parse(_ text: [UInt8]) -> ParsedMessage {
    ParsedMessage(.invalid(MessageError(family: .connection, text: "an event stream takes no messages")))
  }

  func append(_ delivery: Delivery, withID: Bool, isMirrored: Bool, to bytes: inout [UInt8]) {
    Self.append("event", delivery.event.typeName, to: &bytes)
    Self.append("id", delivery.number.publicID, to: &bytes)
    bytes.append(contentsOf: "data: ".utf8)
    EventEnvelope(id: withID ? .trailing : .none, isOneLine: true).append(delivery, to: &bytes)
    bytes.append(contentsOf: "\n\n".utf8)
  }

  func append(_ answer: Answer, _ context: AnswerContext, to bytes: inout [UInt8]) {
    let now = context.now
    switch answer {
    // A stream has no place for it.
    case .poolInfo: break
    case .connectionEstablished(let info):
      // Nothing that a page would hear: it has an `open` event.
      bytes.append(contentsOf: ": \(info.sessionID)\n".utf8)
      Self.append(retry: Self.retry, to: &bytes)
      bytes.append(UInt8(ascii: "\n"))
      if let gap = info.resume?.gap { append(gap, at: now, to: &bytes) }
    case .disconnectWarning(let warning):
      Self.append(retry: max(warning.retryAfter, .seconds(1)), to: &bytes)
      append(named: answer, at: now, to: &bytes)
    default: append(named: answer, at: now, to: &bytes)
    }
  }

  private func append(named answer: Answer, at now: Timestamp, to bytes: inout [UInt8]) {
    guard let type = answer.messageType else { return }
    Self.append("event", type.type, to: &bytes)
    bytes.append(contentsOf: "data: ".utf8)
    V1AnswerWriter(now: now).append(answer, to: &bytes)
    bytes.append(contentsOf: "\n\n".utf8)
  }

  private func append(_ gap: ResumeGap, at now: Timestamp, to bytes: inout [UInt8]) {
    Self.append("event", "gap", to: &bytes)
    bytes.append(contentsOf: "data: ".utf8)
    V1AnswerWriter(now: now).append(gap, to: &bytes)
    bytes.append(contentsOf: "\n\n".utf8)
  }

  /// In milliseconds.
  private static func append(retry: Duration, to bytes: inout [UInt8]) {
    append("retry", "\(retry.wholeMicroseconds / 1000)", to: &bytes)
  }

  /// - Parameter value: without a line break.
  private static func append(_ field: String, _ value: String, to bytes: inout [UInt8]) {
    bytes.append(contentsOf: "\(field): \(value)\n".utf8)
  }
}
