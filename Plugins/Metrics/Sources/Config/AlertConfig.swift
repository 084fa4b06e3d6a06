import ConfigSchema

/// One of `alerts:` of a metrics source.
package struct AlertConfig: ConfigObject {
  package enum Severity: String, ConfigChoice {
    case info
    case warning
    case error
    case critical
  }

  package var metric = Metric.cpuUsage
  package var above: Double?
  package var below: Double?
  package var clear: Double?
  package var holdingFor: Duration = .zero
  package var severity = Severity.warning
  package var type: String?
  package var components: [String] = []
  package var recommendedAction: String?

  package init() {}

  package static let summary = "Raises a performance_alert when a metric goes past a threshold, and clears it."
  package static var fields: [Field<Self>] {
    [
      Field("metric", \.metric, required: true, "what is watched"),
      Field("above", \.above, "the alert is raised when the metric is greater; percent, bytes or load"),
      Field("below", \.below, "the alert is raised when the metric is smaller"),
      Field(
        "clear", \.clear, "the metric must come back to this before the alert is cleared; the threshold if left out"),
      Field("for", \.holdingFor, "how long the metric must stay past the threshold before the alert is raised"),
      Field("severity", \.severity, "how bad it is"),
      Field("type", \.type, .ifGiven(.nonEmpty), "the alert's `type`; `high_` or `low_` and the metric if left out"),
      Field("components", \.components, "`affected_components`; `host` or `router` if left out"),
      Field("recommended_action", \.recommendedAction, .ifGiven(.nonEmpty), "what to do about it"),
    ]
  }

  package func validate(_ check: inout CrossCheck) {
    switch (above, below) {
    case (nil, nil): check.error(nil, "an alert needs 'above' or 'below'")
    case (.some, .some): check.error("below", "an alert has 'above' or 'below', not both", help: "write two alerts")
    case (let above?, nil):
      if let clear, clear > above { check.error("clear", "'clear' must not be greater than 'above'") }
    case (nil, let below?):
      if let clear, clear < below { check.error("clear", "'clear' must not be smaller than 'below'") }
    }
    if components.contains("") { check.error("components", "a component needs a name") }
  }
}
