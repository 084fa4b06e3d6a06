/// Something that has agents and carries out commands on them. A source that conforms to it is found by the engine.
package protocol AgentBackend: Sendable {
  /// Carries out a command. The events that it causes go into the log like any others; only the answer to `get_status` is no
  /// event.
  ///
  /// Called from many tasks at once. One that is cancelled (nobody waits any more) should return soon.
  /// - Throws: `notFound` for an agent of somebody else: others are asked then.
  func perform(_ command: AgentCommand) async throws(AgentCommandError) -> AgentCommandResult
}

package enum AgentCommandResult: Sendable {
  case done
  /// To `get_status`: the `data` of an `agent_status` whose old and new status are the present one.
  case status(JSONDocument)
}
