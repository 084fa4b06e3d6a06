import Synchronization

/// Hands commands to whoever has the agent, and does not wait for ever.
package final class CommandDesk: Sendable {
  private let backends = Mutex<[any AgentBackend]>([])
  private let timeout: Duration
  private let time: any TimeSource

  /// - Parameter timeout: how long a command may take.
  package init(timeout: Duration, time: any TimeSource) {
    self.timeout = timeout
    self.time = time
  }

  /// Puts others in place of those that are asked.
  package func use(_ others: [any AgentBackend]) { backends.withLock { $0 = others } }

  package func perform(_ command: AgentCommand) async -> Result<AgentCommandResult, AgentCommandError> {
    let backends = backends.withLock { $0 }
    guard !backends.isEmpty else { return .failure(.notFound) }
    return await time.first(within: timeout) {
      await Self.ask(backends, command)
    } else: { [timeout] in
      .failure(.timeout("agent '\(command.agent)' has not carried out the command in \(timeout)"))
    }
  }

  private static func ask(
    _ backends: [any AgentBackend], _ command: AgentCommand
  ) async -> Result<AgentCommandResult, AgentCommandError> {
    for backend in backends {
      do throws(AgentCommandError) {
        return .success(try await backend.perform(command))
      } catch {
        guard error == .notFound else { return .failure(error) }
      }
    }
    return .failure(.notFound)
  }
}
