import ConfigSchema

/// `rules.<name>.insight`.
struct InsightTemplateConfig: ConfigObject {
  var type = Template()
  var priority = PriorityTemplate.constant(.standard)
  var description = Template()
  var recommendations: [Template] = []
  var client: Template?
  var agent: Template?
  var entity: Template?

  init() {}

  static let typeName = "insight_template"
  static let summary = """
    The insight that a rule makes. Texts may contain {rule}, {group}, {count}, {window}, {event.id}, {event.time}, \
    {event.type}, {event.source}, {event.agent} and {event.data.<path>} or {data.<path>}, of the event that made the rule \
    find it. {data.<path>:-<text>} gives the text where the field is missing or null; without one that is `none`. A brace \
    itself is written '{{'.
    """
  static var fields: [Field<Self>] {
    [
      Field("type", \.type, required: true, "the kind of insight; cut off after 64 bytes"),
      Field(
        "priority", \.priority,
        "low, medium, high or critical; or a template that gives one, and medium where it does not"
      ),
      Field("description", \.description, required: true, "the insight in words; cut off after 4096 bytes"),
      Field(
        "recommendations", \.recommendations, .upTo(TextLimits.recommendations),
        "what to do about it; each cut off after 1024 bytes"),
      Field("client_id", \.client, "the client whom it is about; left out where the template's fields are missing"),
      Field("agent_id", \.agent, "the agent that it is about, likewise"),
      Field("entity_id", \.entity, "the entity of the knowledge graph that it is about, likewise"),
    ]
  }

  var templates: [Template] {
    [type, description] + recommendations + [client, agent, entity].compactMap { $0 } + priority.templates
  }
}

extension Check where Value: Collection {
  fileprivate static func upTo(_ count: Int) -> Check {
    Check("a list of at most \(count)") { $0.count <= count }
  }
}
