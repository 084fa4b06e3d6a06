import RouterCore
import RouterResources

extension RouteDescription {
  /// `/api/v1/ws`: what is said there is in `/asyncapi.json`.
  static let sessions = RouteDescription(
    .get, SessionEndpoint.v1Path, name: "openSession", "A WebSocket session.",
    detail:
      "What is said in it is described by `/asyncapi.json`. A refused token completes the upgrade too: the reason "
      + "comes as `connection_error`, then the connection is closed with 1008.",
    tag: .events, access: .session, parameters: upgradeParameters + sessionParameters,
    responses: upgradeResponses)

  /// `/agents/ws`: what is said there is in `/asyncapi.json`.
  static let legacySessions = RouteDescription(
    .get, "/agents/ws", name: "openLegacySession", "A WebSocket session in the legacy API's dialect.",
    detail:
      "What is said in it is described by `/asyncapi.json`. A client without a token in its request says who it is by "
      + "AUTH. A refused token completes the upgrade too: the reason comes as ERROR, then the connection is closed with 1008.",
    tag: .events, access: .open, parameters: upgradeParameters + legacyParameters, responses: upgradeResponses)

  /// `/echo`, for tests of WebSocket itself.
  static let echo = RouteDescription(
    .get, EchoConnection.path, name: "openEcho", "A WebSocket connection that gets back what it sends.",
    tag: .operation,
    access: .open, parameters: upgradeParameters, responses: upgradeResponses)

  /// `/api/v1/events/stream`: what is said there is in `/asyncapi.json`.
  static let eventStream = RouteDescription(
    .get, EventStreamRequest.path, name: "openEventStream", "A stream of events (Server-Sent Events).",
    detail:
      "`event` is the type, `id` the event's id, `data` the frame that `/asyncapi.json` describes. Any other query "
      + "parameter `filter.<key>` is a filter: values with commas between them.",
    tag: .events, access: .token, parameters: streamParameters,
    responses: [
      RouteResponse(.ok, "The stream, without an end.", content: [RouteContent("text/event-stream")]),
      .problem(
        .badRequest, "A name is unknown or switched off, there are too many, or this request cannot become a stream."),
      .problem(.forbidden, "The token does not cover an event type."),
      .problem(
        .serviceUnavailable, "The server is starting or stopping, or has no keys to verify tokens with.",
        headers: [.retryAfter]),
    ])

  private static let streamParameters: [RouteParameter] = [
    .query("events", .string, "Names of event types or groups, with commas between them.", isRequired: true),
    .query("agents", .string, "Agents, with commas between them; none for all."),
    .query("include_ids", .boolean, "Whether events have an `id` inside, too."),
    .query("last_event_id", .string, "As the header Last-Event-ID, for a first request."),
    .header("Last-Event-ID", .string, "The last event that the client has: what it has missed comes first."),
    .query("fingerprint", .string, "As the header X-Client-Fingerprint, which browsers cannot set."),
    .header("X-Client-Fingerprint", .string, "What the token's `fingerprint` is compared with."),
  ]

  static let legacyParameters: [RouteParameter] = sessionParameters.filter {
    ["token", "Sec-WebSocket-Protocol", "fingerprint", "X-Client-Fingerprint"].contains($0.name)
  }

  private static let upgradeParameters: [RouteParameter] = [
    .header("Upgrade", .oneOf(["websocket"]), "RFC 6455."),
    .header("Sec-WebSocket-Version", .oneOf(["13"]), "RFC 6455."),
    .header("Sec-WebSocket-Key", .string, "16 bytes in base64."),
  ]

  static let sessionParameters: [RouteParameter] = [
    .query("token", .string, "The token, if it stands in no header."),
    .header("Sec-WebSocket-Protocol", .string, "`bearer, <token>`: the token, for browsers."),
    .query("include_ids", .boolean, "Whether events have an `id`."),
    .query("fingerprint", .string, "As the header X-Client-Fingerprint, which browsers cannot set."),
    .header("X-Client-Fingerprint", .string, "What the token's `fingerprint` is compared with."),
    .query("client_version", .string, "As the header X-Client-Version."),
    .header("X-Client-Version", .string, "The version of the client."),
    .query("resume", .string, "The session that goes on, by its `session_id`."),
    .query("last_event_id", .string, "The last event that the client has."),
  ]

  private static let upgradeResponses: [RouteResponse] = [
    RouteResponse(.switchingProtocols, "From here on it is a WebSocket connection."),
    .problem(.badRequest, "A header of the upgrade is missing or wrong."),
    .problem(
      .tooManyRequests, "Far too many attempts to connect; fewer are told in the session.", headers: [.retryAfter]),
    .problem(
      .upgradeRequired, "This is no upgrade to WebSocket, or not the first request of its connection.",
      headers: [
        .init("Upgrade", .oneOf(["websocket"]), "What to upgrade to."),
        .init("Sec-WebSocket-Version", .oneOf(["13"]), "The version that is spoken."),
      ]),
  ]
}
