/// Measurements (v1 API, "Metrics Events"; legacy API, "Metrics Updates").
extension EventType {
  static let metricsEvents = [metricsUpdate, performanceAlert, clientMetricsUpdate]

  private static let metricsUpdate = EventType(
    "metrics_update", "Measurements of the system and of agents.", in: .metrics,
    aliases: ["metrics"], legacy: LegacyForm("SYSTEM_METRICS_UPDATE"),
    schema: [
      .optional(
        "system",
        .object([
          .optional("cpu_usage", .number(.notNegative), "Percent."),
          .optional("memory_usage", .number(.notNegative), "Percent."),
          .optional("active_agents", .integer(.notNegative), "Agents at work."),
          .optional("queue_length", .integer(.notNegative), "Inferences that wait."),
        ]), "The whole system."),
      .optional("agents", .map(of: .object(agentMetrics)), "Measurements by agent id."),
    ],
    example: """
      {
          "system": {
            "cpu_usage": 45.2,
            "memory_usage": 62.8,
            "active_agents": 12,
            "queue_length": 23
          },
          "agents": {
            "agent_123": {
              "status": "active",
              "inference_rate": 2.5,
              "avg_response_time": 0.234,
              "success_rate": 0.98,
              "current_load": 0.65
            },
            "agent_456": {
              "status": "idle",
              "inference_rate": 0.0,
              "avg_response_time": 0.0,
              "success_rate": 1.0,
              "current_load": 0.0
            }
          }
        }
      """)

  private static let agentMetrics: [PayloadField] = [
    .optional("status", .identifier, "The status of the agent."),
    .optional("inference_rate", .number(.notNegative), "Inferences per second."),
    .optional("avg_response_time", .number(.notNegative), "Seconds."),
    .optional("success_rate", .number(.fraction), "The share of inferences that succeeded."),
    .optional("current_load", .number(.notNegative), "The share of its capacity in use."),
  ]

  private static let performanceAlert = EventType(
    "performance_alert", "A measurement went past its threshold.", in: .metrics,
    publishPermissions: [.publishEvents, .adminSystem],
    schema: [
      .required("alert_id", .identifier, "The alert."),
      .required("severity", .identifier, "How bad it is."),
      .optional("type", .identifier, "The kind of alert."),
      .optional("message", .string, "The alert in words."),
      .optional("affected_components", .array(of: .identifier), "The components concerned."),
      .optional("current_value", .number, "What was measured."),
      .optional("threshold", .number, "What it should not pass."),
      .optional("recommended_action", .string, "What to do about it."),
    ],
    example: """
      {
          "alert_id": "alert_123",
          "severity": "warning",
          "type": "high_memory_usage",
          "message": "Memory usage above 80%",
          "affected_components": ["inference_engine"],
          "current_value": 85.2,
          "threshold": 80.0,
          "recommended_action": "Scale up resources"
        }
      """)

  private static let clientMetricsUpdate = EventType(
    "client_metrics_update", "The number of active clients changed.", in: .metrics,
    legacy: LegacyForm(
      "METRICS_UPDATE", source: "analysis-agent", renames: [.init(["active_clients"], to: "activeClients")]),
    schema: [
      .required(
        "active_clients",
        .object([
          .required("count", .integer(.notNegative), "How many there are."),
          .optional("trend", .number, "The change since the last count."),
        ]), "Active clients.")
    ],
    example: """
      {
          "active_clients": {
            "count": 43,
            "trend": 3
          }
        }
      """)
}
