import ConfigSchema

/// `retry:` of `analysis:`.
struct AnalysisRetryConfig: ConfigObject {
  var attempts = 5
  var pause: Duration = .seconds(1)
  var maxPause: Duration = .seconds(300)

  static let summary =
    "When an analysis that failed is tried again. Pauses double from `pause` to `max_pause`, with jitter."
  static var fields: [Field<Self>] {
    [
      Field(
        "attempts", \.attempts, .atLeast(1),
        "how often an analysis is tried that the agent says it could not make; an agent that is not there is waited for"
      ),
      Field("pause", \.pause, .atLeast(.milliseconds(1)), "the first pause"),
      Field("max_pause", \.maxPause, .atLeast(.milliseconds(1)), "the longest pause"),
    ]
  }

  func validate(_ check: inout CrossCheck) {
    if maxPause < pause { check.error("max_pause", "'max_pause' is shorter than 'pause'") }
  }
}
