/// How an agent is, as clients know it (v1 API, "Agent Events").
enum AgentStatus: String, Sendable, CaseIterable {
  /// Never started yet.
  case pending
  case active
  /// It works, and has nothing to do.
  case idle
  /// It is there, and does nothing until it is started.
  case paused
  case stopped
  case failed

  /// At work, or ready to.
  var isWorking: Bool { self == .active || self == .idle }
  var isThere: Bool { isWorking || self == .paused }
}
