import RouterCore

/// A simulated agent: from pending over active, now and then idle or failed, until it is deleted.
struct Agent: Sendable {
  enum Status: String, Sendable {
    case pending
    case active
    case idle
    case error

    /// Where it can go from here, and why.
    var transitions: [(next: Status, reason: String)] {
      switch self {
      case .pending: [(.active, "started_by_user")]
      case .active: [(.idle, "no_work"), (.idle, "no_work"), (.error, "model_unavailable")]
      case .idle: [(.active, "work_assigned")]
      case .error: [(.active, "recovered")]
      }
    }
  }

  let id: String
  let name: String
  let template: String
  var status = Status.pending
  var inferenceCount = 0
  var lastInference: Timestamp?
  /// Only an active agent has one, and keeps active while it has.
  var inference: Inference?

  mutating func changeStatus(_ random: inout SeededGenerator) throws(JSONError) -> EventDraft {
    let old = status
    let (next, reason) = old.transitions.randomElement(using: &random) ?? (.active, "started_by_user")
    status = next
    return try .event("agent_status") { writer in
      writer.member("agent_id", id)
      writer.member("old_status", old.rawValue)
      writer.member("new_status", next.rawValue)
      writer.member("reason", reason)
      if let lastInference { writer.member("last_inference", lastInference.text) }
      writer.member("inference_count", inferenceCount)
    }
  }
}
