/// Why a command was not carried out. The words go to the client.
package enum AgentCommandError: Error, Sendable, Equatable {
  case notFound
  case denied(String)
  /// Such as parameters that the command does not take.
  case invalidCommand(String)
  /// The agent's state does not allow it.
  case invalidState(String)
  case timeout(String)
}
