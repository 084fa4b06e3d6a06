import ConfigSchema

/// `breaker:` of a webhook.
package struct BreakerConfig: ConfigObject {
  package var failures = 5
  package var pause: Duration = .seconds(30)

  package init() {}

  package static let summary =
    "Leaves a server alone that does not work: nothing is sent to it for a while, then a single request tries it. All "
    + "webhooks to one server (scheme, host and port) share what they learn."
  package static var fields: [Field<Self>] {
    [
      Field(
        "failures", \.failures, .range(1...1000),
        "so many in a row begin the pause: timeouts, broken connections and answers of 500 and more"),
      Field("pause", \.pause, .range(.milliseconds(1) ... .seconds(86400)), "how long nothing is sent"),
    ]
  }
}
