/// What happens to agents (v1 API, "Agent Events").
extension EventType {
  static let agentEvents = [agentStatus, agentCreated, agentDeleted, agentUpdated]

  private static let agentStatus = EventType(
    "agent_status", "The status of an agent changed.", in: .agent, agentField: ["agent_id"],
    schema: [
      .required("agent_id", .identifier, "The agent."),
      .required("old_status", .identifier, "The status before."),
      .required("new_status", .identifier, "The status from now on."),
      .optional("reason", .string, "Why it changed."),
      .optional("last_inference", .dateTime, "When the agent last answered an inference."),
      .optional("inference_count", .integer(.notNegative), "Inferences of the agent so far."),
    ],
    example: """
      {
          "agent_id": "agent_123",
          "old_status": "pending",
          "new_status": "active",
          "reason": "started_by_user",
          "last_inference": "2024-01-15T10:30:45Z",
          "inference_count": 1543
        }
      """)

  private static let agentCreated = EventType(
    "agent_created", "An agent was created.", in: .agent, agentField: ["agent_id"],
    schema: [
      .required("agent_id", .identifier, "The new agent."),
      .optional("name", .string, "Its name for people."),
      .optional("template", .string, "The template it was made from."),
      .optional("created_by", .identifier, "Who created it."),
      .optional("status", .identifier, "Its first status."),
    ],
    example: """
      {
          "agent_id": "agent_789",
          "name": "New Research Agent",
          "template": "research_v2",
          "created_by": "user_456",
          "status": "pending"
        }
      """)

  private static let agentDeleted = EventType(
    "agent_deleted", "An agent was deleted.", in: .agent, agentField: ["agent_id"],
    schema: [
      .required("agent_id", .identifier, "The agent that was deleted."),
      .optional("name", .string, "The name it had."),
      .optional("deleted_by", .identifier, "Who deleted it."),
      .optional("reason", .string, "Why it was deleted."),
    ],
    example: """
      {
          "agent_id": "agent_456",
          "name": "Old Agent",
          "deleted_by": "user_123",
          "reason": "user_request"
        }
      """)

  private static let agentUpdated = EventType(
    "agent_updated", "The configuration of an agent changed.", in: .agent, agentField: ["agent_id"],
    schema: [
      .required("agent_id", .identifier, "The agent that changed."),
      .optional("updated_by", .identifier, "Who changed it."),
      .optional("changes", .map(of: .any), "The new value of each field that changed."),
    ],
    example: """
      {
          "agent_id": "agent_123",
          "updated_by": "user_456",
          "changes": {
            "priority": "high"
          }
        }
      """)
}
