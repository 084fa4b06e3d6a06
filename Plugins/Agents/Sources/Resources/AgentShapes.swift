import RouterCore
import RouterResources

/// What agents look like by HTTP.
enum AgentShapes {
  private static let statuses = AgentStatus.allCases.map(\.rawValue)
  static let kinds = DriverKind.allCases.map(\.rawValue)

  static let collection = ResourceCollection(
    "agent", path: "/api/v1/agents", parameter: "agent_id",
    tag: RouteTag("agents", "The registry of agents, and what they are told to do."), shape: agent,
    permissions: .init(create: .createAgent, change: .modifyAgent, delete: .deleteAgent))

  static let agent = NamedShape(
    "agent", "An agent.",
    .exact([
      .required("agent_id", .identifier, "Its id."),
      .required("name", .identifier, "Its name for people."),
      .optional("template", .identifier, "The template that it was made from."),
      .optional("description", .string, "What it is for."),
      .required("status", .oneOf(statuses), "How it is."),
      .optional("reason", .string, "Why it has the status."),
      .required("driver", driver(required: true), "How it is run and reached, without what may be secret."),
      .required("capacity", .integer(bounds), "Inferences that it does at once."),
      .required("config", .map(of: .any), "Its own configuration."),
      .required("declared", .boolean, "Whether its definition stands in the router's config."),
      .required("created_by", .string, "Who created it: the subject of a token, or `config`."),
      .required("created_at", .dateTime, "When it was created."),
      .required("updated_by", .string, "Who changed its definition last."),
      .required("updated_at", .dateTime, "When."),
    ]), examples: [example])

  static let creation = PayloadShape.named(
    "agent_creation", "A new agent.",
    .exact(
      [
        .optional("agent_id", .identifier, "Its id, in up to \(AgentLimits.id) bytes; left out: one is made."),
        .required("name", .identifier, name),
        .optional("template", .identifier, template),
        .optional("description", .string, description),
        .optional("driver", driver(required: true), driverWords),
      ] + common), example: creationExample)

  static let patch = PayloadShape.named(
    "agent_patch", "What becomes different; null takes away.",
    .exact(
      [
        .optional("name", .identifier, name),
        .optional("template", .nullable(.identifier), template),
        .optional("description", .nullable(.string), description),
        .optional(
          "driver", driver(required: false),
          "\(driverWords) Only while the agent does not work. With another type it is replaced, and not merged."),
      ] + common), example: #"{"config":{"priority":"high"}}"#)

  static let metrics = NamedShape(
    "agent_metrics", "What an agent has done within the last minute.",
    .exact([
      .required("status", .oneOf(statuses), "How it is."),
      .required("inference_rate", .number(.notNegative), "Inferences that ended, per second."),
      .required("avg_response_time", .number(.notNegative), "Seconds that they took; 0 without any."),
      .required("success_rate", .number(.fraction), "The share of them that succeeded; 1 without any."),
      .required(
        "current_load", .number(.fraction), "Inferences that have begun and not ended, as a share of its capacity."),
      .required("inference_count", .integer(.notNegative), "Inferences that have ended, since it was created."),
      .optional("last_inference", .dateTime, "When it last completed one."),
    ]),
    examples: [
      #"{"status":"active","inference_rate":2.5,"avg_response_time":0.234,"success_rate":0.98,"current_load":0.65,"#
        + #""inference_count":1543,"last_inference":"2024-01-15T10:30:45Z"}"#
    ])

  private static let bounds = NumberBounds(minimum: 1, maximum: Double(AgentLimits.capacity))
  private static let name = "Its name for people, in up to \(AgentLimits.name) bytes."
  private static let template = "The template that it is made from, in up to \(AgentLimits.name) bytes."
  private static let description = "What it is for, in up to \(AgentLimits.description) bytes."
  private static let driverWords =
    "How it is run and reached, as in the router's config; left out: `{\"type\": \"connected\"}`."
  private static let common: [PayloadField] = [
    .optional("capacity", .integer(bounds), "Inferences that it does at once; left out: 1."),
    .optional("config", .map(of: .any), "Its own configuration, in up to \(AgentLimits.config.maxBytes) bytes."),
  ]

  private static func driver(required: Bool) -> PayloadShape {
    let type = PayloadShape.oneOf(kinds)
    let words = "The kind of driver; the other members are those of the kind."
    return .object([required ? .required("type", type, words) : .optional("type", type, words)])
  }

  private static let creationExample =
    #"{"agent_id":"agent_789","name":"New Research Agent","template":"research_v2","driver":{"type":"connected"},"#
    + #""config":{"priority":"normal"}}"#
  private static let example =
    #"{"agent_id":"agent_789","name":"New Research Agent","template":"research_v2","status":"pending","#
    + #""driver":{"type":"connected"},"capacity":1,"config":{"priority":"normal"},"declared":false,"#
    + #""created_by":"user_456","created_at":"2024-01-15T10:32:00Z","updated_by":"user_456","#
    + #""updated_at":"2024-01-15T10:32:00Z"}"#
}
