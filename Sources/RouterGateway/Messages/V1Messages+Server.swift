import RouterCore

extension V1Messages {
  package func declaration(of message: ServerMessageType) -> MessageDeclaration {
    switch message {
    case .connectionEstablished: Self.connectionEstablished
    case .subscriptionConfirmed: Self.subscriptionConfirmed
    case .subscriptionError: subscriptionError
    case .commandAccepted: Self.commandAccepted
    case .commandError: Self.commandError
    case .agentStatusReply: agentStatusReply
    case .agentOrder: Self.agentOrder
    case .pong: Self.pong
    case .configurationUpdated: Self.configurationUpdated
    case .publishAccepted: Self.publishAccepted
    case .publishError: Self.publishError
    case .tokenRefreshed: Self.tokenRefreshed
    case .rateLimitWarning: Self.rateLimitWarning
    case .disconnectWarning: Self.disconnectWarning
    case .connectionPoolInfo: Self.connectionPoolInfo
    case .connectionError: Self.connectionError
    case .gap: Self.gapMessage
    }
  }

  // MARK: Subscriptions

  private static let subscriptionConfirmed = MessageDeclaration(
    .subscriptionConfirmed, "A subscription is in force, or has been given up.",
    data: [
      .required("events", .array(of: .string), "The names, as the client spelled them."),
      .required("agents", .array(of: .string), "The agents; empty for all."),
      .required("status", .oneOf(["active", "removed"]), "`removed` answers unsubscribe."),
    ],
    examples: [
      """
      {"type":"subscription_confirmed","timestamp":"2026-01-15T10:30:15Z","data":{"events":["agent_status","metrics"],\
      "agents":["agent_123"],"status":"active"}}
      """
    ])

  private var subscriptionError: MessageDeclaration {
    MessageDeclaration(
      .subscriptionError, "A name, or the whole request, was refused.",
      data: Self.errorFields + [
        .optional("supported_events", .array(of: eventName), "What can be subscribed to."), Self.retryAfter,
      ] + Self.limitFields,
      examples: [
        """
        {"type":"subscription_error","timestamp":"2026-01-15T10:30:15Z","data":{"error_code":"RATE_LIMIT_EXCEEDED",\
        "error_message":"at most 20 event types per connection; this would make 21","limit_type":"event_types",\
        "limit":20,"current":18}}
        """
      ])
  }

  // MARK: Commands

  private static let commandAccepted = MessageDeclaration(
    .commandAccepted, "A command with a `request_id` is being carried out.",
    data: [
      .required("command", .identifier, "The command."),
      .required("agent_id", .identifier, "The agent."),
      .required("request_id", .string, "The request's id."),
    ],
    examples: [
      """
      {"type":"command_accepted","timestamp":"2026-01-15T10:41:00Z","data":{"command":"stop","agent_id":"agent_123",\
      "request_id":"req_789"}}
      """
    ])

  private static let commandError = MessageDeclaration(
    .commandError, "A command was refused or has failed.",
    data: [
      .optional("command", .string, "The command, if one could be read."),
      .optional("agent_id", .string, "The agent, if one could be read."),
    ] + errorFields + [requestID, retryAfter] + limitFields,
    examples: [
      """
      {"type":"command_error","timestamp":"2026-01-15T10:41:00Z","data":{"command":"start","agent_id":"agent_123",\
      "error_code":"AGENT_NOT_FOUND","error_message":"Agent with ID 'agent_123' not found","request_id":"req_789"}}
      """
    ])

  private var agentStatusReply: MessageDeclaration {
    let status = catalogue.type(named: "agent_status")?.schema.fields ?? []
    return MessageDeclaration(
      .agentStatusReply,
      "The answer to `get_status`: old and new status are the present one. No event, for the caller only.",
      data: status + [Self.requestID], isOpen: true,
      examples: [
        """
        {"type":"agent_status","timestamp":"2026-01-15T10:41:00Z","data":{"agent_id":"agent_123","old_status":"active",\
        "new_status":"active","request_id":"req_789"}}
        """
      ])
  }

  private static let agentOrder = MessageDeclaration(
    .agentOrder,
    "Tells the agent whose connection it is (its token has the claim `agent_id`) what to do; it answers by `command_result`.",
    data: [
      .required("agent_id", .identifier, "The agent."),
      .required(
        "command", .oneOf(AgentCommand.Name.allCases.map(\.rawValue) + ["run_task"]),
        "What to do; `run_task` has the parameters `task` and `input`."),
      .optional("parameters", .map(of: .any), "Details of the command."),
      .required("request_id", .identifier, "To be repeated in the answer."),
    ],
    examples: [
      """
      {"type":"command","timestamp":"2026-01-15T10:41:00Z","data":{"agent_id":"agent_123","command":"start",\
      "request_id":"order_7"}}
      """
    ])

  // MARK: Publishing

  private static let publishAccepted = MessageDeclaration(
    .publishAccepted, "All events of a publish are in the log.",
    data: [
      .required("ids", .array(of: .formatted(.eventID)), "Their ids, in the order of the request."), requestID,
    ],
    examples: [
      #"{"type":"publish_accepted","timestamp":"2026-01-15T10:31:00Z","data":{"ids":["msg_41","msg_42"]}}"#
    ])

  private static let publishError = MessageDeclaration(
    .publishError, "No event of a publish was accepted.",
    data: errorFields + [
      .optional(
        "errors",
        .array(
          of: .exact([
            .required("index", count, "Which event, from 0."),
            .required("field", .string, "Which field of it."),
            .required("detail", .string, "What is wrong with it."),
          ])), "What is wrong, field by field."),
      requestID, retryAfter,
    ] + limitFields,
    examples: [
      """
      {"type":"publish_error","timestamp":"2026-01-15T10:31:00Z","data":{"error_code":"INVALID_MESSAGE_FORMAT",\
      "error_message":"1 of 2 events is refused, so none is accepted",\
      "errors":[{"index":1,"field":"data.new_status","detail":"'data.new_status' is missing"}]}}
      """
    ])
}
