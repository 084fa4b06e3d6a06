import RouterCore

/// An alert that was raised or cleared, ready to be a `performance_alert`.
struct AlertChange: Sendable {
  enum Status: String, Sendable {
    case raised
    case cleared
  }

  let rule: AlertConfig
  /// The same for a raise and its clearing; another for each raise.
  let id: String
  let status: Status
  let value: Double

  /// `status` is not documented; clients that do not know it see a second alert with the same id.
  func draft() throws(JSONError) -> EventDraft {
    let data = try JSONDocument { writer in
      writer.beginObject()
      writer.member("alert_id", id)
      writer.member("severity", rule.severity.rawValue)
      writer.member("type", type)
      writer.member("message", message)
      writer.key("affected_components")
      writer.beginArray()
      for component in components { writer.value(component) }
      writer.endArray()
      writer.member("current_value", value.rounded(decimals: 2))
      writer.member("threshold", threshold)
      if let action = rule.recommendedAction { writer.member("recommended_action", action) }
      writer.member("status", status.rawValue)
      writer.endObject()
    }
    return EventDraft(type: "performance_alert", data: data)
  }

  private var threshold: Double { rule.above ?? rule.below ?? 0 }
  private var type: String { rule.type ?? "\(rule.above == nil ? "low" : "high")_\(rule.metric.rawValue)" }
  private var components: [String] { rule.components.isEmpty ? [rule.metric.component] : rule.components }

  private var message: String {
    let limit = status == .raised ? threshold : rule.clear ?? threshold
    let number = Int(exactly: limit).map { "\($0)" } ?? "\(limit)"
    let direction = (rule.above != nil) == (status == .raised) ? "above" : "below"
    let verb = status == .raised ? "" : "back "
    return "\(rule.metric.title) \(verb)\(direction) \(number)\(rule.metric.unit)"
  }
}
