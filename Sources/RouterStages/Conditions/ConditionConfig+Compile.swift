import ConfigSchema
import RouterCore

extension ConditionConfig {
  private static let severityField = FieldPath.data(["severity"])

  /// Nil if the catalogue does not know a type; all such names are then reported.
  package func compile(_ context: inout StageContext) -> Predicate? {
    var parts: [Predicate?] = []
    // In the order of their cost: what is cheap decides first.
    if let types { parts.append(EventTypeSet(naming: types, &context).map { .types($0) }) }
    if let agents { parts.append(.agents(Set(agents))) }
    if let severity { parts.append(.field(Self.severityField, [.isOneOf(severity.map { .text($0) })])) }
    if let field { parts.append(.field(field, tests)) }
    if let all { parts += all.map { $0.compile(&context) } }
    if let any { parts.append(Self.compile(any, &context).map { .any($0) }) }
    if let not { parts.append(not.condition.compile(&context).map { .not($0) }) }
    guard let compiled = Self.allOrNil(parts) else { return nil }
    return compiled.count == 1 ? compiled[0] : .all(compiled)
  }

  private static func compile(_ conditions: [ConditionConfig], _ context: inout StageContext) -> [Predicate]? {
    allOrNil(conditions.map { $0.compile(&context) })
  }

  private static func allOrNil(_ parts: [Predicate?]) -> [Predicate]? {
    let compiled = parts.compactMap { $0 }
    return compiled.count == parts.count ? compiled : nil
  }
}
