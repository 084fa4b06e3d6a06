import ConfigSchema

/// One of `rules:`.
struct AnalysisRuleConfig: ConfigObject {
  var when = NamedSchemas()
  var whenScore = NamedSchemas()
  var points = NamedEntries<Double>()
  var riskFactor: String?
  var finding: String?
  var recommendation: String?

  static let summary = "What follows when all its conditions hold; without conditions always."
  static var fields: [Field<Self>] {
    [
      Field(
        "when", \.when,
        "fields by their paths, each with a JSON Schema: every one has to be there and to fit, as in `mood: { maximum: 3 }`"
      ),
      Field(
        "when_score", \.whenScore,
        "scores by their names, each with a JSON Schema, as in `phq: { minimum: 10 }`; they count as they are before this rule"
      ),
      Field("points", \.points, "what is added to scores, by their names; a score that is not there begins with 0"),
      Field("risk_factor", \.riskFactor, .ifGiven(.nonEmpty), "goes into `risk_factors`"),
      Field("finding", \.finding, .ifGiven(.nonEmpty), "goes into `findings`"),
      Field("recommendation", \.recommendation, .ifGiven(.nonEmpty), "goes into `recommendations`"),
    ]
  }

  func validate(_ check: inout CrossCheck) {
    if points.entries.isEmpty, riskFactor == nil, finding == nil, recommendation == nil {
      check.error(nil, "nothing follows from this rule", help: "points, risk_factor, finding or recommendation")
    }
  }
}
