import RouterCore

extension EventType {
  /// What a window emits if its config says nothing else.
  package static let windowSummary = EventType(
    "window_summary", "Counts and sums of events over a span of time.", in: .metrics,
    agentField: ["group", "agent"], publishPermissions: [.publishEvents, .adminSystem],
    schema: [
      .required("stage", .identifier, "The window stage, as the config names it."),
      .required("window_start", .dateTime, "The beginning of the window."),
      .required("window_end", .dateTime, "Its end, which no longer belongs to it."),
      .required("group", .map(of: .any), "The values that the counted events have in common, by field; null for none."),
      .required("count", .integer(.notNegative), "How many events there were."),
      .required("sum", .map(of: .number), "Sums of their numbers, by field."),
    ],
    example: """
      {
          "stage": "inferences",
          "window_start": "2024-01-15T10:30:00Z",
          "window_end": "2024-01-15T10:30:10Z",
          "group": {"agent": "agent_123"},
          "count": 42,
          "sum": {"processing_time": 9.87}
        }
      """)
}
