import RouterCore

/// Which commands an agent's status allows (contract §7, "transitions").
enum CommandRules {
  /// From where a command may be given; nil for those that are always allowed.
  static func origins(of command: AgentCommand.Name) -> Set<AgentStatus>? {
    switch command {
    case .start: [.pending, .stopped, .failed, .paused]
    case .stop: [.active, .idle, .paused]
    case .restart: [.active, .idle, .failed, .stopped]
    case .updateConfig, .getStatus: nil
    }
  }

  /// - Throws: `invalidState`, in words for clients.
  static func check(
    _ command: AgentCommand.Name, of agent: String, in status: AgentStatus
  ) throws(AgentCommandError) {
    guard let origins = origins(of: command), !origins.contains(status) else { return }
    let allowed = AgentStatus.allCases.filter(origins.contains).map(\.rawValue).joined(separator: ", ")
    throw .invalidState(
      "agent '\(agent)' is \(status.rawValue): '\(command.rawValue)' is possible when it is \(allowed)")
  }
}
