import RouterCore

/// Now and then a component fails, is announced by an alert and a status, and comes back in the same way.
struct SystemHealth: Sendable {
  private struct Incident: Sendable {
    let id: String
    let component: String
  }

  private static let components = ["database", "redis", "inference_engine"]

  private let tellsStatus: Bool
  private var incident: Incident?
  private var alerts = 0

  /// - Parameter tellsStatus: false where something else says how the system is.
  init(tellsStatus: Bool) { self.tellsStatus = tellsStatus }

  /// An alert and the change of status that goes with it; never empty.
  mutating func next(at time: Timestamp, _ random: inout SeededGenerator) throws(JSONError) -> [EventDraft] {
    let events = try change(at: time, &random)
    return tellsStatus ? events : Array(events.prefix(1))
  }

  private mutating func change(at time: Timestamp, _ random: inout SeededGenerator) throws(JSONError) -> [EventDraft] {
    guard let current = incident else { return try begin(at: time, &random) }
    incident = nil
    return [
      try alert(current, severity: "info", "\(current.component) is available again", status: "resolved"),
      try status(from: "degraded", to: "healthy", reason: "recovered", failed: nil),
    ]
  }

  private mutating func begin(at time: Timestamp, _ random: inout SeededGenerator) throws(JSONError) -> [EventDraft] {
    alerts += 1
    let begun = Incident(id: "alert_\(alerts)", component: random.pick(Self.components))
    incident = begun
    let severity = random.pick(["warning", "error"])
    let end = time + .seconds(Int.random(in: 60...900, using: &random))
    return [
      try alert(begun, severity: severity, "\(begun.component) does not answer", status: "investigating", end: end),
      try status(from: "healthy", to: "degraded", reason: "component_failure", failed: begun.component),
    ]
  }

  private func alert(
    _ incident: Incident, severity: String, _ message: String, status: String, end: Timestamp? = nil
  ) throws(JSONError) -> EventDraft {
    try .event("system_alert") { writer in
      writer.member("alert_id", incident.id)
      writer.member("severity", severity)
      writer.member("type", "service_unavailable")
      writer.member("message", message)
      writer.member("affected_components", [incident.component])
      writer.member("status", status)
      if let end { writer.member("estimated_resolution", end.text) }
    }
  }

  private func status(
    from old: String, to new: String, reason: String, failed: String?
  ) throws(JSONError) -> EventDraft {
    try .event("system_status") { writer in
      writer.member("old_status", old)
      writer.member("new_status", new)
      writer.member("reason", reason)
      writer.object("components") { writer in
        for component in Self.components {
          writer.member(component, component == failed ? "degraded" : "healthy")
        }
      }
    }
  }
}
