/// Envelopes of the types that the legacy API has, in their canonical form, as they are published.
enum LegacyEvents {
  static let completedAssessment = envelope(
    "assessment_update", source: "assessment-agent",
    #"{"id":"assessment_456","status":"completed","completed_at":"2024-12-29T12:30:00Z"}"#)

  static let insight = envelope(
    "insight_update", source: "analysis-agent",
    #"{"type":"risk_factor","priority":"high","description":"New high priority insight","#
      + #""recommendations":["Immediate action recommended"]}"#)

  static let clientMetrics = envelope(
    "client_metrics_update", source: "analysis-agent", #"{"active_clients":{"count":43,"trend":3}}"#)

  static func envelope(_ type: String, source: String, _ data: String) -> String {
    #"{"type":"\#(type)","timestamp":"2024-12-29T12:00:00Z","source":"\#(source)","data":\#(data)}"#
  }
}
