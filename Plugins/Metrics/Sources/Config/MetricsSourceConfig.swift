import ConfigSchema

/// A source of type `metrics`.
package struct MetricsSourceConfig: ConfigObject {
  package var every: Duration = .seconds(5)
  package var disks = ["/"]
  package var alerts: [AlertConfig] = []

  package init() {}

  package static let summary = "Measures this host and this process, and raises alerts when thresholds are crossed."
  package static var fields: [Field<Self>] {
    [
      Field("every", \.every, .atLeast(.milliseconds(100)), "the time between two measurements"),
      Field("disks", \.disks, "mount points whose space is measured"),
      Field("alerts", \.alerts, "thresholds"),
    ]
  }

  package func validate(_ check: inout CrossCheck) {
    if let relative = disks.first(where: { !$0.hasPrefix("/") }) {
      check.error("disks", "'\(relative)' is no absolute path")
    }
    if disks.isEmpty && alerts.contains(where: { $0.metric == .diskUsage }) {
      check.error("alerts", "an alert on disk_usage needs a mount point in 'disks'")
    }
  }
}
