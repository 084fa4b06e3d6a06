import ConfigSchema

/// `restart:` of an agent that is a process.
struct RestartConfig: ConfigObject {
  enum Policy: String, ConfigChoice {
    case never
    /// When it has exited with another status than 0, or was killed.
    case onFailure = "on_failure"
    case always
  }

  var policy = Policy.onFailure
  var pause: Duration = .seconds(1)
  var maxPause: Duration = .seconds(60)
  var maxRestarts = 10
  var window: Duration = .seconds(600)
  var stableAfter: Duration = .seconds(60)

  static let summary = """
    What happens when the process ends without having been told to. Pauses double from `pause` to `max_pause`, with jitter.
    """
  static var fields: [Field<Self>] {
    [
      Field("policy", \.policy, "when it is started again"),
      Field("pause", \.pause, .atLeast(.milliseconds(1)), "the first pause before it is started again"),
      Field("max_pause", \.maxPause, .atLeast(.milliseconds(1)), "the longest pause"),
      Field(
        "max_restarts", \.maxRestarts, .range(0...1000),
        "how often it is started again within `window`; then it has failed for good, until somebody starts it"),
      Field("window", \.window, .atLeast(.seconds(1)), "the time in which restarts are counted"),
      Field(
        "stable_after", \.stableAfter, .atLeast(.milliseconds(1)),
        "after it has run this long, the next pause is the first one again"),
    ]
  }

  func validate(_ check: inout CrossCheck) {
    if maxPause < pause { check.error("max_pause", "'max_pause' is shorter than 'pause'") }
  }
}
