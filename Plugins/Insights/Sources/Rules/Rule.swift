import RouterCore
import RouterStages

/// A rule that is ready to look at events.
struct Rule: Sendable {
  let name: String
  let condition: Predicate
  let group: GroupKey
  let terms: RuleTerms
  let insight: InsightTemplateConfig
  /// What state that was kept must agree with to be of use: groups of other fields, and times of other events, mean nothing.
  let identity: String

  init(_ name: String, _ config: RuleConfig, _ condition: Predicate) {
    (self.name, self.condition) = (name, condition)
    group = config.groupBy ?? .none
    terms = RuleTerms(
      window: config.window, count: config.count, coolDown: config.coolDown, maxGroups: config.maxGroups)
    insight = config.insight
    identity = "\(group.configText ?? "")\n\(config.when.identity)"
  }

}
