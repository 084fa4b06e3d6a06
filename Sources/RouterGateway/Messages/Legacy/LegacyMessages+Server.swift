import RouterCore

extension LegacyMessages {
  /// Nil for ERROR, of which there is one for each code.
  package func declaration(of message: LegacyServerMessageType) -> MessageDeclaration? {
    switch message {
    case .authSuccess: Self.authSuccess
    case .heartbeatAck: Self.heartbeatAck
    case .reconnectSuccess: Self.reconnectSuccess
    case .response: Self.response
    case .error: nil
    }
  }

  private static let authSuccess = MessageDeclaration(
    legacy: .authSuccess, "It is known who the client is.",
    [
      .required(
        "payload",
        .exact([
          .required("sessionId", .identifier, "The session, for logs."),
          .required(
            "permissions", .array(of: .oneOf(RequestAccess.allCases.map(\.rawValue))), "What the client may ask for."),
        ]), "What it may do.")
    ],
    examples: [
      """
      {"type":"AUTH_SUCCESS","id":"auth_123","timestamp":"2024-12-29T12:00:00Z","payload":{"sessionId":"session_456",\
      "permissions":["READ","WRITE"]}}
      """
    ])

  private static let heartbeatAck = MessageDeclaration(
    legacy: .heartbeatAck, "The server is there; `timestamp` is its clock.", [],
    examples: [#"{"type":"HEARTBEAT_ACK","id":"heartbeat_123","timestamp":"2024-12-29T12:00:00Z"}"#])

  private static let reconnectSuccess = MessageDeclaration(
    legacy: .reconnectSuccess, "What the client has missed follows at once, then live events.",
    [
      .required(
        "payload",
        .exact([
          .required("sessionId", .identifier, "The session, for logs."),
          .required("subscriptions", .array(of: .string), "What the client is subscribed to now."),
          .required("replayCount", V1Messages.count, "Events that follow at once."),
          .required("gap", .boolean, "Whether events are missing that can be had no more, or may be."),
          .required("oldestAvailable", eventID, "The oldest event that is retained."),
          .required("lastMessageId", eventID, "Every event behind this one comes that the client is subscribed to."),
          .optional("reason", .oneOf(ResumeGap.Reason.allCases.map(\.rawValue)), "Why events are missing."),
          .optional("from", eventID, "The first that is missing, where that is known."),
          .optional("to", eventID, "The last that is missing, where that is known."),
        ]), "How it goes on.")
    ],
    examples: [
      """
      {"type":"RECONNECT_SUCCESS","id":"reconnect_123","timestamp":"2024-12-29T12:00:00Z",\
      "payload":{"sessionId":"session_456","subscriptions":["METRICS_UPDATE","ASSESSMENT_UPDATE"],"replayCount":12,\
      "gap":false,"oldestAvailable":"msg_7","lastMessageId":"msg_130"}}
      """,
      """
      {"type":"RECONNECT_SUCCESS","id":"reconnect_124","timestamp":"2024-12-29T12:00:00Z",\
      "payload":{"sessionId":"session_456","subscriptions":["METRICS_UPDATE"],"replayCount":10000,"gap":true,\
      "oldestAvailable":"msg_90131","lastMessageId":"msg_90130","reason":"expired","from":"msg_131","to":"msg_90130"}}
      """,
    ])

  private static let response = MessageDeclaration(
    legacy: .response, "The answer to a request: what whoever was asked says.",
    [
      .required("source", source, "Who was asked, as the client wrote it; `system` if nobody was named."),
      .required("payload", .any, "The answer; to SUBSCRIBE and UNSUBSCRIBE `{events, status}`."),
      .required(
        "metadata", .exact([.required("correlationId", id, "The request's id, once more.")]), "What it belongs to."),
    ],
    examples: [
      """
      {"type":"RESPONSE","id":"msg_1735473600001","timestamp":"2024-12-29T12:00:00Z",\
      "source":{"type":"AGENT","id":"analysis-agent"},"payload":{"events":["METRICS_UPDATE"],"status":"active"},\
      "metadata":{"correlationId":"msg_1735473600001"}}
      """
    ])

  // MARK: Events

  func event(_ type: EventType) -> MessageDeclaration {
    let name = PayloadShape.oneOf([type.legacy.name])
    return MessageDeclaration(
      legacyEvent: type.name, type.summary,
      [
        .required("source", Self.source, "The agent that it is about, or who produced it."),
        .required(
          "payload",
          .exact([
            .required("type", name, "The type of the event."), .required("action", name, "The same."),
            .required("data", type.legacyShape, type.summary),
          ]), type.summary),
      ], examples: [example(of: type)])
  }

  /// As it is written.
  private func example(of type: EventType) -> String {
    guard let id = catalogue.id(named: type.name), let data = try? JSONDocument(parsing: type.example),
      let time = Timestamp(text: "2024-12-29T12:00:00Z")
    else { return "{}" }
    let agent = type.agentField.flatMap { data.root[$0]?.string }
    let event = Event(type: id, typeName: type.name, time: time, source: "", agent: agent, data: data)
    var bytes: [UInt8] = []
    LegacyEnvelope(catalogue, components: []).append(Delivery(number: EventNumber(130), event: event), to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }
}
