import ConfigSchema
import RouterCore
import RouterStages

/// All rules, by the types of events that they may match.
struct RuleBook: Sendable {
  /// What sources of this kind tell, whichever of them: rules that matched it could feed each other without end.
  private static let excluded: Set = ["insight_update", "client_metrics_update"]

  let rules: [Rule]
  /// By the type's index: the places of rules in `rules`.
  private let byType: [[Int]]

  init(_ rules: [Rule], _ catalogue: Catalogue) {
    self.rules = rules
    byType = catalogue.types.map { type in
      guard !Self.excluded.contains(type.name), let id = catalogue.id(named: type.name) else { return [] }
      return rules.indices.filter { rules[$0].condition.mayHold(for: id) }
    }
  }

  /// Those that an event of this type may match, in the config's order.
  func candidates(for type: EventTypeID) -> [Int] { byType.indices.contains(type.index) ? byType[type.index] : [] }

  /// - Parameter diagnostics: gets what is wrong with conditions, with their places.
  /// - Returns: nil if anything is.
  static func compile(
    _ config: NamedEntries<RuleConfig>, _ catalogue: Catalogue, _ diagnostics: inout Diagnostics
  ) -> RuleBook? {
    var rules: [Rule] = []
    for entry in config.entries {
      let (name, value) = (entry.name.value, entry.value)
      var context = StageContext(catalogue: catalogue, name: name, range: value.range)
      if let condition = value.value.when.compile(&context) {
        rules.append(Rule(name, value.value, condition))
        if condition.holdsOnly(for: excluded, catalogue) {
          let names = excluded.sorted().joined(separator: " and ")
          context.diagnostics.error("no event can match: \(names) match no rule", at: value.range)
        }
      }
      diagnostics.add(context.diagnostics)
    }
    return rules.count == config.entries.count && !diagnostics.hasErrors ? RuleBook(rules, catalogue) : nil
  }
}

extension Predicate {
  /// Whether it may hold for some types, all of which are among these.
  fileprivate func holdsOnly(for names: Set<String>, _ catalogue: Catalogue) -> Bool {
    let types = catalogue.types.filter { type in catalogue.id(named: type.name).map(mayHold) ?? false }
    return !types.isEmpty && types.allSatisfy { names.contains($0.name) }
  }

  /// False only if it holds for no event of this type.
  fileprivate func mayHold(for type: EventTypeID) -> Bool {
    switch self {
    case .types(let types): types.contains(type)
    case .all(let parts): parts.allSatisfy { $0.mayHold(for: type) }
    case .any(let parts): parts.contains { $0.mayHold(for: type) }
    case .not(.types(let types)): !types.contains(type)
    case .agents, .field, .not, .expression: true
    }
  }
}
