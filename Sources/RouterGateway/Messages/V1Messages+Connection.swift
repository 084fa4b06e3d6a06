import RouterCore

/// What the server says about the connection itself.
extension V1Messages {
  static let connectionEstablished = MessageDeclaration(
    .connectionEstablished, "The first frame: the token is accepted.",
    data: [
      .required("client_id", .identifier, "The client of this session."),
      .required("pooled", .boolean, "Whether the connection counts in its user's pool."),
      .required("session_id", .identifier, "What to resume the session by."),
      .required("server_version", .identifier, "The version of the server."),
      .optional("resume", resume, "For clients that wanted to resume a session."),
    ],
    examples: [
      """
      {"type":"connection_established","timestamp":"2026-01-15T10:30:00Z","data":{"client_id":"client_4pm","pooled":true,\
      "session_id":"session_4pm","server_version":"0.1.0"}}
      """,
      """
      {"type":"connection_established","timestamp":"2026-01-15T10:30:00Z","data":{"client_id":"client_4pm","pooled":true,\
      "session_id":"session_4pm","server_version":"0.1.0",\
      "resume":{"resumed":true,"replayed":12,"gap":null,"oldest_available":"msg_7","exact":true}}}
      """,
    ])

  private static let resume = PayloadShape.named(
    "resume_report", "How a session goes on.",
    .exact([
      .required("resumed", .boolean, "False: a new session has begun; subscribe again."),
      .required("replayed", count, "Events that follow at once."),
      .required("gap", .nullable(gap), "What is missing, if anything is."),
      .required("oldest_available", .formatted(.eventID), "The oldest event that is retained."),
      .required("exact", .boolean, "Whether each event comes once and none is missing but those in `gap`."),
    ]))

  private static let gapFields: [PayloadField] = [
    .required("reason", .oneOf(ResumeGap.Reason.allCases.map(\.rawValue)), "Why they are missing."),
    .optional("from", .formatted(.eventID), "The first."),
    .optional("to", .formatted(.eventID), "The last."),
  ]

  private static let gap = PayloadShape.named(
    "gap", "Events that are missing. Both bounds are part of it, and left out where nobody knows.",
    .exact(gapFields), example: #"{"reason":"expired","from":"msg_3","to":"msg_6"}"#)

  static let gapMessage = MessageDeclaration(
    .gap, "In an event stream: events are missing. Both bounds are part of it, and left out where nobody knows.",
    data: gapFields,
    examples: [
      """
      {"type":"gap","timestamp":"2026-01-15T10:30:00Z","data":{"reason":"expired","from":"msg_3","to":"msg_6"}}
      """
    ])

  static let pong = MessageDeclaration(
    .pong, "The answer to a ping.",
    data: [
      .required("server_time", .formatted(.moment), "The server's clock (UTC)."),
      .required("connection_duration", count, "Whole seconds since the connection was accepted."),
    ], members: [.optional("id", .any, "The ping's `id`, as it came.")],
    examples: [
      """
      {"type":"pong","timestamp":"2026-01-15T10:43:00Z","data":{"server_time":"2026-01-15T10:43:00Z",\
      "connection_duration":780},"id":7}
      """
    ])

  static let configurationUpdated = MessageDeclaration(
    .configurationUpdated, "What is in force now: after `configure`, and when a slow reader's metrics are conflated.",
    data: [
      .optional("metrics_interval", .integer(NumberBounds(minimum: 0, maximum: 3_600_000)), "Milliseconds; 0 is off."),
      .optional("buffer_size", .integer(NumberBounds(minimum: 1, maximum: 10_000)), "Messages that may wait."),
      .optional("compression", .boolean, "Whether messages are compressed."),
      .optional("include_ids", .boolean, "Whether events have an `id`."),
      .optional("mirror_timestamp", .boolean, "Whether `data` has a copy of `timestamp`."),
      .optional("metrics_conflated", .boolean, "Whether metrics wait as one event, for a client that reads slowly."),
      .optional("queue_depth", count, "Events that wait for the client."),
    ],
    examples: [
      """
      {"type":"configuration_updated","timestamp":"2026-01-15T10:30:20Z","data":{"metrics_interval":5000,"buffer_size":100,\
      "compression":true,"include_ids":false,"mirror_timestamp":false}}
      """,
      """
      {"type":"configuration_updated","timestamp":"2026-01-15T10:44:00Z","data":{"metrics_conflated":true,"queue_depth":812}}
      """,
    ])

  static let tokenRefreshed = MessageDeclaration(
    .tokenRefreshed, "The new token is in force.",
    data: [.required("expires_at", .formatted(.moment), "When it expires (UTC).")],
    examples: [
      #"{"type":"token_refreshed","timestamp":"2026-01-15T10:50:00Z","data":{"expires_at":"2026-01-15T11:50:00Z"}}"#
    ])

  static let rateLimitWarning = MessageDeclaration(
    .rateLimitWarning, "A limit is close. Once per window.",
    data: [
      .required("limit_type", limitType, "Which limit it is."),
      .required("current_usage", count, "What has been used."),
      .required("limit", count, "What is allowed."),
      .required("reset_time", .formatted(.moment), "When the window ends (UTC)."),
      .required("recommended_action", .string, "What to do about it."),
    ],
    examples: [
      """
      {"type":"rate_limit_warning","timestamp":"2026-01-15T10:44:00Z","data":{"limit_type":"messages_per_minute",\
      "current_usage":95,"limit":100,"reset_time":"2026-01-15T10:45:00Z",\
      "recommended_action":"Reduce message frequency"}}
      """
    ])

  static let disconnectWarning = MessageDeclaration(
    .disconnectWarning, "The connection will end soon.",
    data: [
      .required("reason", .identifier, "Why: `server_shutdown`, `token_expires`, `slow_reader`."),
      .required("disconnect_in", count, "Seconds until then."),
      .required("close_code", closeCode, "The code it will be closed with."),
      .required("reconnect", .boolean, "Whether to come back."),
      .required("retry_after", count, "Seconds to wait before coming back."),
      .optional("last_event_id", .formatted(.eventID), "The last event that was sent: what to resume from."),
      .optional("queue_depth", count, "Events that wait for a client that reads slowly."),
    ],
    examples: [
      """
      {"type":"disconnect_warning","timestamp":"2026-01-15T10:59:00Z","data":{"reason":"server_shutdown","disconnect_in":0,\
      "close_code":1001,"reconnect":true,"retry_after":3,"last_event_id":"msg_1041"}}
      """
    ])

  static let connectionPoolInfo = MessageDeclaration(
    .connectionPoolInfo, "The connections of the user: after their count has changed, and on request.",
    data: [
      .required("pool_id", .identifier, "The user's pool."),
      .required("active_connections", count, "Connections that are open."),
      .required("max_connections", .nullable(count), "How many may be; null where there is no limit."),
      .required("pool_utilization", .number(.notNegative), "The share of them that is in use."),
    ],
    examples: [
      """
      {"type":"connection_pool_info","timestamp":"2026-01-15T10:46:00Z","data":{"pool_id":"pool_123","active_connections":3,\
      "max_connections":5,"pool_utilization":0.6}}
      """
    ])

  static let connectionError = MessageDeclaration(
    .connectionError, "A message could not be used, or the connection ends; `close_code` is there if it does.",
    data: errorFields + [
      .optional("close_code", closeCode, "The code that the connection is closed with."),
      retryAfter,
    ] + limitFields,
    examples: [
      """
      {"type":"connection_error","timestamp":"2026-01-15T10:45:00Z","data":{"error_code":"AUTHENTICATION_FAILED",\
      "error_message":"the token has expired","close_code":1008,"retry_after":30}}
      """
    ])
}
