/// The course of inferences (v1 API, "Inference Events").
extension EventType {
  static let inferenceEvents = [inferenceStarted, inferenceProgress, inferenceCompleted, inferenceFailed]

  private static let inferenceStarted = EventType(
    "inference_started", "An agent began an inference.", in: .inference, agentField: ["agent_id"],
    schema: [
      .required("inference_id", .identifier, "The inference."),
      .required("agent_id", .identifier, "The agent."),
      .optional("query", .string, "What is asked."),
      .optional("estimated_duration", .number(.notNegative), "Seconds it will probably take."),
      .optional("priority", .identifier, "Its priority."),
    ],
    example: """
      {
          "inference_id": "inf_789",
          "agent_id": "agent_123",
          "query": "Analyze market trends",
          "estimated_duration": 30,
          "priority": "normal"
        }
      """)

  private static let inferenceProgress = EventType(
    "inference_progress", "An inference made progress.", in: .inference, agentField: ["agent_id"],
    schema: [
      .required("inference_id", .identifier, "The inference."),
      .required("agent_id", .identifier, "The agent."),
      .required("progress", .number(.fraction), "The share that is done."),
      .optional("stage", .string, "What it is doing."),
      .optional("estimated_remaining", .number(.notNegative), "Seconds it will probably still take."),
    ],
    example: """
      {
          "inference_id": "inf_789",
          "agent_id": "agent_123",
          "progress": 0.65,
          "stage": "analysis",
          "estimated_remaining": 10
        }
      """)

  private static let inferenceCompleted = EventType(
    "inference_completed", "An inference came to its end.", in: .inference, agentField: ["agent_id"],
    schema: [
      .required("inference_id", .identifier, "The inference."),
      .required("agent_id", .identifier, "The agent."),
      .optional("status", .identifier, "How it ended."),
      .optional("processing_time", .number(.notNegative), "Seconds it took."),
      .optional(
        "result_summary",
        .object([
          .optional("confidence", .number(.fraction), "How sure the agent is."),
          .optional("key_findings", .array(of: .string), "The main results."),
        ]), "What came out."),
    ],
    example: """
      {
          "inference_id": "inf_789",
          "agent_id": "agent_123",
          "status": "completed",
          "processing_time": 30.5,
          "result_summary": {
            "confidence": 0.89,
            "key_findings": ["trend_1", "trend_2"]
          }
        }
      """)

  private static let inferenceFailed = EventType(
    "inference_failed", "An inference failed.", in: .inference, agentField: ["agent_id"],
    schema: [
      .required("inference_id", .identifier, "The inference."),
      .required("agent_id", .identifier, "The agent."),
      .optional("error_code", .identifier, "The kind of failure."),
      .optional("error_message", .string, "The failure in words."),
      .optional("processing_time", .number(.notNegative), "Seconds until it failed."),
    ],
    example: """
      {
          "inference_id": "inf_789",
          "agent_id": "agent_123",
          "error_code": "TIMEOUT",
          "error_message": "Inference timed out after 300 seconds",
          "processing_time": 300.0
        }
      """)
}
