import ConfigSchema

/// `retry:` of any sink.
package struct RetryConfig: ConfigObject {
  package var attempts = 0
  package var pause: Duration = .milliseconds(100)
  package var maxPause: Duration = .seconds(30)

  package init() {}

  package static let summary = "Pauses double from `pause` to `max_pause`, with jitter; a sink may ask for longer ones."
  package static var fields: [Field<Self>] {
    [
      Field(
        "attempts", \.attempts, .atLeast(0),
        "how often an event is tried before it goes to the dead letters; 0 for no limit"),
      Field("pause", \.pause, .atLeast(.milliseconds(1)), "the first pause"),
      Field("max_pause", \.maxPause, .atLeast(.milliseconds(1)), "the longest pause"),
    ]
  }

  package func validate(_ check: inout CrossCheck) {
    if maxPause < pause { check.error("max_pause", "'max_pause' is shorter than 'pause'") }
  }
}
