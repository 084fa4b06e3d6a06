import ConfigSchema

/// A driver of type `connected`.
package struct ConnectedConfig: ConfigObject {
  package var grace: Duration = .seconds(10)
  package var timeout: Duration = .seconds(10)

  package init() {}

  package static let typeName = "connected"
  package static let summary =
    "The agent holds a v1 WebSocket to this router, with a token that has its `agent_id`, and gets its orders there."
  package static var fields: [Field<Self>] {
    [
      Field(
        "grace", \.grace, .range(.zero ... .seconds(3600)),
        "an agent that works and has lost its connection counts as failed after this"),
      Field(
        "timeout", \.timeout, .range(.milliseconds(10) ... .seconds(3600)),
        "the longest time that the agent may take to carry out an order"),
    ]
  }
}
