/// The state of the whole system (v1 API, "System Events").
extension EventType {
  static let systemEvents = [systemAlert, systemStatus, maintenanceMode]

  private static let systemAlert = EventType(
    "system_alert", "Something in the system needs attention.", in: .system,
    aliases: ["system_alerts"], publishPermissions: [.publishEvents, .adminSystem],
    schema: [
      .required("alert_id", .identifier, "The alert."),
      .required("severity", .identifier, "How bad it is."),
      .optional("type", .identifier, "The kind of alert."),
      .optional("message", .string, "The alert in words."),
      .optional("affected_components", .array(of: .identifier), "The components concerned."),
      .optional("status", .identifier, "How far its handling has come."),
      .optional("estimated_resolution", .dateTime, "When it will probably be over."),
    ],
    example: """
      {
          "alert_id": "alert_456",
          "severity": "error",
          "type": "service_unavailable",
          "message": "Database connection lost",
          "affected_components": ["database", "knowledge_graph"],
          "status": "investigating",
          "estimated_resolution": "2024-01-15T10:45:00Z"
        }
      """)

  private static let systemStatus = EventType(
    "system_status", "The status of the system changed.", in: .system,
    publishPermissions: [.publishEvents, .adminSystem],
    schema: [
      .required("old_status", .identifier, "The status before."),
      .required("new_status", .identifier, "The status from now on."),
      .optional("reason", .string, "Why it changed."),
      .optional("components", .map(of: .identifier), "The status of each component."),
    ],
    example: """
      {
          "old_status": "healthy",
          "new_status": "degraded",
          "reason": "high_load",
          "components": {
            "database": "healthy",
            "redis": "healthy",
            "inference_engine": "degraded"
          }
        }
      """)

  private static let maintenanceMode = EventType(
    "maintenance_mode", "Maintenance was announced, began or ended.", in: .system,
    publishPermissions: [.publishEvents, .adminSystem],
    schema: [
      .required("enabled", .boolean, "Whether maintenance is on."),
      .optional("starts_at", .dateTime, "When it starts."),
      .optional("ends_at", .dateTime, "When it will be over."),
      .optional("message", .string, "What is being done."),
    ],
    example: """
      {
          "enabled": true,
          "starts_at": "2024-01-15T22:00:00Z",
          "ends_at": "2024-01-15T23:00:00Z",
          "message": "Database upgrade"
        }
      """)
}
