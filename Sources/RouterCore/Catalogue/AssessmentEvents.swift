/// Assessments and insights (legacy API, "WebSocket Event Types", under their v1 names).
extension EventType {
  static let assessmentEvents = [assessmentUpdate, insightUpdate]

  private static let assessmentUpdate = EventType(
    "assessment_update", "The status of an assessment changed.", in: .assessment,
    legacy: LegacyForm(
      "ASSESSMENT_UPDATE", source: "assessment-agent", renames: [.init(["completed_at"], to: "completedAt")]),
    schema: [
      .required("id", .identifier, "The assessment."),
      .required("status", .oneOf(["pending", "in_progress", "completed"]), "The status from now on."),
      .optional("completed_at", .dateTime, "When it was completed."),
    ],
    example: """
      {
          "id": "assessment_456",
          "status": "completed",
          "completed_at": "2024-12-29T12:30:00Z"
        }
      """)

  private static let insightUpdate = EventType(
    "insight_update", "An analysis led to an insight.", in: .assessment,
    legacy: LegacyForm("INSIGHT_UPDATE", source: "analysis-agent"),
    schema: [
      .required("type", .identifier, "The kind of insight."),
      .optional("priority", .identifier, "How urgent it is."),
      .optional("description", .string, "The insight in words."),
      .optional("recommendations", .array(of: .string), "What to do about it."),
    ],
    example: """
      {
          "type": "risk_factor",
          "priority": "high",
          "description": "New high priority insight",
          "recommendations": [
            "Immediate action recommended"
          ]
        }
      """)
}
