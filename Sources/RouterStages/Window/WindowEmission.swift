import ConfigSchema
import RouterCore

/// How a window's summary becomes an event.
package struct WindowEmission: Sendable {
  private let type: EventTypeID
  private let typeName: String
  private let agentField: JSONPath?
  /// The position of `event.agent` in `group_by`: the event then speaks of the group's agent.
  private let agentGroup: Int?
  private let template: SummaryTemplate
  private let stage: String

  /// Nil if the config does not fit the catalogue; the reasons are then reported.
  init?(_ config: WindowConfig, _ context: inout StageContext) {
    let name = config.emit.type?.value ?? EventType.windowSummary.name
    guard let id = Self.id(of: name, config, &context), let template = Self.template(config, &context) else {
      return nil
    }
    (type, typeName, agentField) = (id, name, context.catalogue[id].agentField)
    agentGroup = config.groupBy.members.firstIndex { $0.field == .agent }
    self.template = template
    stage = context.name
    guard check(config, context.catalogue[id].schema, &context) else { return nil }
  }

  /// Nil only if the template makes no JSON text, which building has ruled out.
  func event(for summary: WindowSummary) -> Event? {
    guard let data = try? payload(summary) else { return nil }
    return Event(
      type: type, typeName: typeName, time: summary.end, source: stage, agent: agent(summary, data), data: data)
  }

  private func payload(_ summary: WindowSummary) throws(JSONError) -> JSONDocument {
    // Above the limit for what comes from outside: a template may repeat a long value.
    try JSONDocument(limits: JSONLimits(maxBytes: 64 << 20)) { template.write(summary, stage: stage, &$0) }
  }

  private func agent(_ summary: WindowSummary, _ data: JSONDocument) -> String? {
    if let agentGroup, case .text(let agent) = summary.group.values[agentGroup] { return agent }
    return agentField.flatMap { data.root[$0]?.string }
  }
}

// MARK: - Building

extension WindowEmission {
  private static func id(
    of name: String, _ config: WindowConfig, _ context: inout StageContext
  ) -> EventTypeID? {
    let range = config.emit.type?.range ?? context.range
    guard let id = context.catalogue.id(named: name) else {
      let help = Suggestion.help(for: name, among: context.catalogue.types.map(\.name))
      context.diagnostics.error("unknown event type '\(name)'", at: range, help: help)
      return nil
    }
    if context.catalogue.isEnabled(id) { return id }
    context.diagnostics.error("'\(name)' is switched off in this deployment", at: range)
    return nil
  }

  private static func template(_ config: WindowConfig, _ context: inout StageContext) -> SummaryTemplate? {
    let (groups, sums) = (config.groupBy.names, config.sum.names)
    guard let data = config.emit.data else { return .standard(groups: groups, sums: sums) }
    guard data.entries != nil else {
      context.diagnostics.error("expected a mapping, found \(data.kindName)", at: data.range)
      return nil
    }
    var reader = SummaryTemplateReader(fields: SummaryField.all(groups: groups, sums: sums))
    let template = reader.read(data)
    context.diagnostics.add(reader.diagnostics)
    return template
  }

  /// Tries the template out, so that no window can end in an event that the catalogue forbids.
  private func check(_ config: WindowConfig, _ schema: PayloadSchema, _ context: inout StageContext) -> Bool {
    let range = config.emit.data?.range ?? config.emit.type?.range ?? context.range
    let sample = WindowSummary(
      start: Timestamp(microseconds: 0), end: Timestamp(microseconds: 0) + config.every,
      group: WindowGroup(
        values: config.groupBy.names.map { _ in .absent }, count: 1, sums: config.sum.names.map { _ in RunningSum() }))
    do {
      let violations = schema.violations(in: try payload(sample).root)
      for violation in violations {
        context.diagnostics.error("data of \(typeName): \(violation)", at: range)
      }
      return violations.isEmpty
    } catch {
      context.diagnostics.error("the payload is not valid: \(error)", at: range)
      return false
    }
  }
}
