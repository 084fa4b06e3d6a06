import RouterCore

extension LegacyMessages {
  package func declaration(of message: LegacyClientMessageType) -> MessageDeclaration {
    switch message {
    case .auth: Self.auth
    case .heartbeat: Self.heartbeat
    case .reconnect: reconnect
    case .query: Self.query
    case .command: Self.command
    case .subscribe: subscribe
    case .unsubscribe: unsubscribe
    }
  }

  // MARK: Connections

  private static let auth = MessageDeclaration(
    legacy: .auth, "Says who the client is.",
    [
      .required(
        "payload", .object([.required("token", .string, "The token, as in the query of the request.")]),
        "Who it is.")
    ],
    examples: [#"{"type":"AUTH","id":"auth_123","payload":{"token":"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln"}}"#],
    replies: [.authSuccess])

  private static let heartbeat = MessageDeclaration(
    legacy: .heartbeat, "Asks whether the server is there.", [],
    examples: [#"{"type":"HEARTBEAT","id":"heartbeat_123","timestamp":"2024-12-29T12:00:00Z"}"#],
    replies: [.heartbeatAck])

  private static let lastMessage = TextFormat("an id", such: "msg_42", pattern: "^msg_[0-9]+$")

  private var reconnect: MessageDeclaration {
    MessageDeclaration(
      legacy: .reconnect, "Says anew what the client wants, and asks for what it has missed of that.",
      [
        .required(
          "payload",
          .object([
            .optional(
              "lastMessageId", .formatted(Self.lastMessage),
              "The last event that the client has; if left out, the last on this connection."),
            .optional(
              "subscriptions", .array(of: eventName),
              "What it is subscribed to from now on; left out: what it is subscribed to."),
          ]), "From where, and what.")
      ],
      examples: [
        """
        {"type":"RECONNECT","id":"reconnect_123","payload":{"lastMessageId":"msg_130",\
        "subscriptions":["METRICS_UPDATE","ASSESSMENT_UPDATE"]}}
        """
      ], replies: [.reconnectSuccess])
  }

  // MARK: Requests

  private static let requestMembers: [PayloadField] = [
    .optional(
      "target",
      .either([
        .identifier,
        .object([.optional("type", .string, "`AGENT`."), .required("id", .identifier, "Its name.")]),
      ]),
      "Who is asked: `{\"type\":\"AGENT\",\"id\":\"analysis-agent\"}`, or the id alone. SUBSCRIBE and UNSUBSCRIBE need none."
    ),
    .optional("action", .identifier, "What is asked; it may also stand in the payload."),
    .optional("payload", .any, "Details of the action; left out: `{}`."),
  ]

  private static let query = MessageDeclaration(
    legacy: .query, "Asks a target something. QUERY and COMMAND mean the same: it is the action that counts.",
    requestMembers,
    examples: [
      """
      {"id":"msg_1735473600000","type":"QUERY","target":{"type":"AGENT","id":"analysis-agent"},\
      "action":"GET_DASHBOARD_METRICS","payload":{"timeframe":"current"}}
      """
    ], replies: [.response])

  private static let command = MessageDeclaration(
    legacy: .command, "Tells a target what to do.", requestMembers,
    examples: [
      """
      {"id":"msg_1735473600001","type":"COMMAND","target":{"type":"AGENT","id":"analysis-agent"},\
      "action":"SUBSCRIBE","payload":{"events":["METRICS_UPDATE"]}}
      """
    ], replies: [.response])

  // MARK: Subscriptions

  private var names: PayloadField {
    .required(
      "payload",
      .object([.required("events", .array(of: eventName, count: 1...Int.max), "Names of event types.")]),
      "Which events.")
  }

  private var subscribe: MessageDeclaration {
    MessageDeclaration(
      legacy: .subscribe, "The same as a COMMAND with the action SUBSCRIBE: asks for events, all of them or none.",
      [names],
      examples: [#"{"type":"SUBSCRIBE","id":1,"payload":{"events":["METRICS_UPDATE","INSIGHT_UPDATE"]}}"#],
      replies: [.response])
  }

  private var unsubscribe: MessageDeclaration {
    MessageDeclaration(
      legacy: .unsubscribe, "The same as a COMMAND with the action UNSUBSCRIBE: gives events up, all of them or none.",
      [names], examples: [#"{"type":"UNSUBSCRIBE","id":2,"payload":{"events":["INSIGHT_UPDATE"]}}"#],
      replies: [.response])
  }
}
