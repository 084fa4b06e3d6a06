import ConfigSchema

/// `analysis:` of a source of assessments.
struct AnalysisConfig: ConfigObject {
  var agent: String?
  var timeout: Duration = .seconds(20)
  var retry = AnalysisRetryConfig()

  static let summary = "Who analyses assessments: an agent, or rules."
  static var fields: [Field<Self>] {
    [
      Field(
        "agent", \.agent, .ifGiven(.nonEmpty),
        "the id of an agent of this router, which gets the task `analyze_assessment`; left out: no agent"),
      Field("timeout", \.timeout, .range(.milliseconds(10)...(.seconds(3600))), "how long the agent may take"),
      Field("retry", \.retry, "when an analysis that nobody waits for is tried again"),
    ]
  }
}
