import RouterCore

/// What an event of the log says that the registry wants to know.
struct InferenceSighting: Sendable {
  enum Content: Sendable {
    case began
    /// - seconds: how long it took, if the event says it.
    case ended(succeeded: Bool, seconds: Double?)
    /// - isOwn: the registry has said so itself.
    case status(AgentStatus?, reason: String?, isOwn: Bool)
  }

  let agent: String
  /// Empty for a status.
  let inference: String
  let content: Content
  /// The event's own time.
  let time: Timestamp
  let loggedAt: Timestamp

  /// - Parameter name: of the registry's own source.
  init?(_ entry: LogEntry, source name: String) {
    // What a stage makes of events is not the agent's word.
    guard case .source(let origin) = entry.origin, let agent = entry.event.agent else { return nil }
    let data = entry.event.data.root
    switch entry.event.typeName {
    case "inference_started": content = .began
    case "inference_completed": content = .ended(succeeded: true, seconds: data["processing_time"]?.double)
    case "inference_failed": content = .ended(succeeded: false, seconds: data["processing_time"]?.double)
    case "agent_status":
      content = .status(
        data["new_status"]?.string.flatMap { AgentStatus(rawValue: $0) }, reason: data["reason"]?.string,
        isOwn: origin == name)
    default: return nil
    }
    self.agent = agent
    inference = data["inference_id"]?.string ?? ""
    (time, loggedAt) = (entry.event.time, entry.loggedAt)
  }
}
