import JSONSchema
import RouterCore

/// Built-in analysis: scores first, then rule after rule. The same fields give the same analysis, always.
struct AnalysisRules: Sendable {
  private let scores: [(name: String, config: ScoreConfig)]
  private let rules: [AnalysisRuleConfig]

  init(_ config: AnalysisConfig) {
    scores = config.scores.entries.map { ($0.name.value, $0.value.value) }
    rules = config.rules
  }

  /// `{scores, bands, risk_factors, findings, recommendations}`.
  func analysis(of fields: JSONNode) -> JSONDocument {
    var results = AnalysisResults()
    for (name, config) in scores {
      if let sum = Self.sum(config, fields) { results.add(sum, to: name) }
    }
    for rule in rules where holds(rule, fields, results) { results.add(rule) }
    for (name, config) in scores {
      guard let score = results.scores[name] else { continue }
      results.bands[name] = config.bands.entries.last { score >= $0.value.value }?.name.value
    }
    return results.document
  }

  private static func sum(_ config: ScoreConfig, _ fields: JSONNode) -> Double? {
    let values = config.sum.map { fields[$0.path]?.double }
    if !config.partial, values.contains(nil) { return nil }
    return values.compactMap(\.self).reduce(0, +)
  }

  private func holds(_ rule: AnalysisRuleConfig, _ fields: JSONNode, _ results: AnalysisResults) -> Bool {
    rule.when.schemas.allSatisfy { condition in
      guard let value = fields[condition.path.path] else { return false }
      // A schema lets pass what it does not speak of: a text has no maximum. A condition does not.
      return condition.schema.concerns(value) && condition.schema.violations(in: value, limit: 1).isEmpty
    }
      && rule.whenScore.schemas.allSatisfy { condition in
        guard let score = results.scores[condition.name.value] else { return false }
        return condition.schema.violations(in: JSONDocument.double(score).root, limit: 1).isEmpty
      }
  }
}
