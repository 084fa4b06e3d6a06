import RouterCore

/// A rule's condition has been met often enough.
struct Finding: Sendable {
  let rule: Rule
  /// The event that did it.
  let entry: LogEntry
  /// As people read it.
  let group: String

  /// The insight that it becomes.
  func insight(at time: Timestamp, revision: Int64) -> Insight {
    let template = rule.insight
    let type = TextLimits.fit(template.type.text(for: self), TextLimits.type)
    return Insight(
      id: Insight.newID(),
      content: InsightContent(
        // What the fields of an event make of a template may be nothing.
        type: type.isEmpty ? rule.name : type, priority: template.priority.priority(for: self),
        description: TextLimits.fit(template.description.text(for: self), TextLimits.description, allowingLines: true),
        recommendations: template.recommendations.map {
          TextLimits.fit($0.text(for: self), TextLimits.recommendation, allowingLines: true)
        }),
      subject: InsightSubject(
        client: template.client?.id(for: self), agent: template.agent?.id(for: self),
        entity: template.entity?.id(for: self)),
      rule: rule.name, event: entry.number.publicID,
      created: .init(time: time, subject: "rule:\(rule.name)"), revision: revision)
  }
}
