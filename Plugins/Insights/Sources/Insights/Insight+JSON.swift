import RouterCore

extension Insight {
  /// As clients see it.
  static let shape = NamedShape(
    "insight", "An insight.",
    .exact([
      .required("id", .identifier, "The insight."),
      .required("type", .identifier, "The kind of insight, such as `risk_factor`."),
      .required("priority", .oneOf(InsightPriority.names), "How urgent it is."),
      .required("description", .string, "The insight in words."),
      .required("recommendations", .array(of: .string), "What to do about it."),
      .optional("client_id", .identifier, "The client whom it is about."),
      .optional("agent_id", .identifier, "The agent that it is about."),
      .optional("entity_id", .identifier, "The entity of the knowledge graph that it is about."),
      .optional("rule", .identifier, "The rule that found it."),
      .optional("event_id", .formatted(.eventID), "The event that made the rule find it."),
      .required("created_at", .formatted(.moment), "When it was found."),
      .required("created_by", .string, "A token's subject, or `rule:` and the rule's name."),
      .optional("updated_at", .formatted(.moment), "When it was changed last."),
      .optional("updated_by", .string, "Who changed it."),
      .required("acknowledged", .boolean, "Whether somebody has taken note of it: it is open until then."),
      .optional("acknowledged_at", .formatted(.moment), "When that was."),
      .optional("acknowledged_by", .string, "Who it was."),
    ]),
    examples: [
      #"{"id":"insight_5f0c1a2b3c4d","type":"risk_factor","priority":"high","#
        + #""description":"New high priority insight","recommendations":["Immediate action recommended"],"#
        + #""client_id":"client_123","created_at":"2024-12-29T12:00:00Z","created_by":"user_456","acknowledged":false}"#
    ])

  func write(_ writer: inout JSONWriter) {
    writer.beginObject()
    writer.member("id", id)
    content.write(&writer)
    for (name, id) in subject.members { writer.member(name, ifThere: id) }
    writer.member("rule", ifThere: rule)
    writer.member("event_id", ifThere: event)
    writer.mark("created", created)
    if let updated { writer.mark("updated", updated) }
    writer.member("acknowledged", acknowledged != nil)
    if let acknowledged { writer.mark("acknowledged", acknowledged) }
    writer.endObject()
  }

  var bytes: [UInt8] {
    var writer = JSONWriter()
    write(&writer)
    return writer.finish()
  }
}

extension JSONWriter {
  fileprivate mutating func member(_ key: String, ifThere text: String?) {
    if let text { member(key, text) }
  }

  fileprivate mutating func mark(_ key: String, _ mark: Insight.Mark) {
    member("\(key)_at", mark.time)
    member("\(key)_by", mark.subject)
  }
}
