import RouterCore

extension V1Messages {
  package func declaration(of message: ClientMessageType) -> MessageDeclaration {
    switch message {
    case .subscribe: subscribe
    case .unsubscribe: unsubscribe
    case .command: Self.command
    case .commandResult: Self.commandResult
    case .ping: Self.ping
    case .configure: Self.configure
    case .publish: publish
    case .refreshToken: Self.refreshToken
    case .connectionPoolInfo: Self.poolRequest
    case .disconnect: Self.disconnect
    }
  }

  /// What may stand in `events`.
  private var subscribable: PayloadShape {
    .either([
      eventName,
      .named("event_group", "All types of a group that are switched on.", .oneOf(groups)),
      .named(
        "connection_event", "Always sent, so a subscription changes nothing.",
        .oneOf(ServerMessageType.connectionEvents.map(\.rawValue))),
    ])
  }

  private var groups: [String] {
    eventTypes.map(\.group.wildcard).reduce(into: []) { list, group in
      if !list.contains(group) { list.append(group) }
    }
  }

  private static let agents = PayloadField.optional("agents", .array(of: .string), "The agents; none for all.")

  private var subscribe: MessageDeclaration {
    MessageDeclaration(
      .subscribe, "Asks for events.",
      data: [
        .required("events", .array(of: subscribable, count: 1...Int.max), "Names of event types or groups."),
        Self.agents,
        .optional("filters", .map(of: Self.filter), "What events must have: all of the keys, any of a key's values."),
      ],
      examples: [
        """
        {"type":"subscribe","data":{"events":["agent_status","metrics"],"agents":["agent_123"],\
        "filters":{"severity":["warning","error"]}}}
        """
      ], replies: [.subscriptionConfirmed, .subscriptionError])
  }

  private static let scalar = PayloadShape.nullable(.either([.string, .number, .boolean]))
  private static let filter = PayloadShape.named(
    "filter_value", "What a field of the event must be: a value, or one of several.",
    .either([scalar, .array(of: scalar)]))

  private var unsubscribe: MessageDeclaration {
    MessageDeclaration(
      .unsubscribe, "Gives events up: of these agents if any are named, else altogether.",
      data: [
        .optional("events", .array(of: subscribable, count: 1...Int.max), "Names of event types or groups."),
        Self.agents,
      ],
      examples: [#"{"type":"unsubscribe","data":{"events":["metrics"],"agents":["agent_123"]}}"#],
      replies: [.subscriptionConfirmed, .subscriptionError])
  }

  private static let command = MessageDeclaration(
    .command, "Tells an agent what to do.",
    data: [
      .required("agent_id", .identifier, "The agent."),
      .required("command", .oneOf(["start", "stop", "restart", "update_config", "get_status"]), "What to do."),
      .optional("parameters", .map(of: .any), "Details of the command."),
      .optional("request_id", .identifier, "Echoed in the answers; it may also stand at the top level."),
    ], members: [.optional("request_id", .identifier, "Echoed in the answers.")],
    examples: [
      """
      {"type":"command","data":{"agent_id":"agent_123","command":"stop","parameters":{"graceful":true},\
      "request_id":"req_789"}}
      """
    ], replies: [.commandAccepted, .agentStatusReply, .commandError])

  private static let commandResult = MessageDeclaration(
    .commandResult, "From an agent: what came of an order. Only with a token that has the claim `agent_id`.",
    data: [
      .required("request_id", .identifier, "The order's."),
      .required("status", .oneOf(["succeeded", "failed"]), "Whether it was carried out."),
      .optional("result", .map(of: .any), "What came of it."),
      .optional("error_message", .string, "Why it failed."),
    ],
    examples: [#"{"type":"command_result","data":{"request_id":"order_7","status":"succeeded"}}"#],
    replies: [.connectionError])

  private static let ping = MessageDeclaration(
    .ping, "Asks whether the server is there.", members: [.optional("id", .any, "Comes back in the pong.")],
    examples: [#"{"type":"ping","id":7}"#], replies: [.pong])

  private static let configure = MessageDeclaration(
    .configure, "Changes how this connection is served. What is out of range is clamped.",
    data: [
      .optional("metrics_interval", .integer, "Milliseconds between two metrics events, from 100; 0 for all of them."),
      .optional("buffer_size", .integer, "Messages that may wait for this client: 1 to 10,000."),
      .optional("compression", .boolean, "Whether to compress, if that was negotiated."),
      .optional("include_ids", .boolean, "Whether events have an `id`."),
      .optional("mirror_timestamp", .boolean, "Whether `data` gets a copy of `timestamp`."),
    ],
    examples: [#"{"type":"configure","data":{"metrics_interval":5000,"buffer_size":100,"compression":true}}"#],
    replies: [.configurationUpdated, .connectionError])

  private var publish: MessageDeclaration {
    MessageDeclaration(
      .publish, "Publishes events, all or none.",
      data: [
        .required("events", .array(of: PublishedShape(catalogue).any, count: 1...1000), "The events."), Self.requestID,
      ],
      examples: [
        """
        {"type":"publish","data":{"events":[{"type":"agent_status","data":{"agent_id":"agent_123","old_status":"idle",\
        "new_status":"active"}}]}}
        """
      ], replies: [.publishAccepted, .publishError])
  }

  private static let refreshToken = MessageDeclaration(
    .refreshToken, "Replaces the token; it must be of the same subject.",
    data: [.required("token", .identifier, "The new token.")],
    examples: [#"{"type":"refresh_token","data":{"token":"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln"}}"#],
    replies: [.tokenRefreshed, .connectionError])

  private static let poolRequest = MessageDeclaration(
    .connectionPoolInfo, "Asks for the state of the user's connections.",
    examples: [#"{"type":"connection_pool_info"}"#], replies: [.connectionPoolInfo])

  private static let disconnect = MessageDeclaration(
    .disconnect, "Says goodbye: the session cannot be resumed, and the connection is closed with 1000.",
    data: [.optional("reason", .string, "Why.")], isDataRequired: false,
    examples: [#"{"type":"disconnect","data":{"reason":"user_initiated"}}"#], replies: [])
}
