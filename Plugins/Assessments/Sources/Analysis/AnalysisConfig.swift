import ConfigSchema

/// `analysis:` of a source of assessments.
struct AnalysisConfig: ConfigObject {
  var agent: String?
  var timeout: Duration = .seconds(20)
  var retry = AnalysisRetryConfig()
  var scores = NamedEntries<ScoreConfig>()
  var rules: [AnalysisRuleConfig] = []

  static let summary = "Who analyses assessments: an agent, or rules."
  static var fields: [Field<Self>] {
    [
      Field(
        "agent", \.agent, .ifGiven(.nonEmpty),
        "the id of an agent of this router, which gets the task `analyze_assessment`; left out: no agent"),
      Field("timeout", \.timeout, .range(.milliseconds(10)...(.seconds(3600))), "how long the agent may take"),
      Field("retry", \.retry, "when an analysis that nobody waits for is tried again"),
      Field("scores", \.scores, "numbers that are made of fields, by their names"),
      Field("rules", \.rules, "what is made of fields and scores, one rule after the other"),
    ]
  }

  /// Whether something is made without an agent.
  var hasRules: Bool { !scores.entries.isEmpty || !rules.isEmpty }

  func validate(_ check: inout CrossCheck) {
    if agent != nil, hasRules { check.error("agent", "both an agent and rules are given: one of them analyses") }
    let known = Set(scores.entries.map(\.name.value) + rules.flatMap { $0.points.entries.map(\.name.value) })
    for name in rules.flatMap({ $0.whenScore.schemas.map(\.name) }) where !known.contains(name.value) {
      var finding = Diagnostics()
      finding.error(
        "there is no score '\(name.value)'", at: name.range, help: Suggestion.help(for: name.value, among: known))
      check.add(finding)
    }
  }
}
