import TestSupport
import Testing

@testable import RouterCore

/// Commands find the backend that has the agent.
struct CommandDeskTests {
  private struct Backend: AgentBackend {
    let agent: String
    let result: Result<AgentCommandResult, AgentCommandError>

    func perform(_ command: AgentCommand) async throws(AgentCommandError) -> AgentCommandResult {
      guard command.agent == agent else { throw .notFound }
      return try result.get()
    }
  }

  /// Never answers, and does not heed cancellation.
  private struct StubbornBackend: AgentBackend {
    func perform(_ command: AgentCommand) async throws(AgentCommandError) -> AgentCommandResult {
      await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in }
      return .done
    }
  }

  private static func command(_ agent: String) -> AgentCommand {
    AgentCommand(.stop, agent: agent, requestID: "r", subject: "u")
  }

  private static func outcome(_ result: Result<AgentCommandResult, AgentCommandError>) -> String {
    switch result {
    case .success(.done): "done"
    case .success(.status(let status)): String(decoding: status.bytes, as: UTF8.self)
    case .failure(let error): "\(error)"
    }
  }

  @Test func `Without a backend no agent is found`() async {
    let desk = CommandDesk(timeout: .seconds(30), time: VirtualTime())
    #expect(Self.outcome(await desk.perform(Self.command("a"))) == "notFound")
  }

  @Test func `Backends are asked until one has the agent`() async {
    let desk = CommandDesk(timeout: .seconds(30), time: VirtualTime())
    desk.use([
      Backend(agent: "a", result: .success(.done)), Backend(agent: "b", result: .failure(.invalidState("no"))),
      Backend(agent: "b", result: .success(.done)),
    ])
    #expect(Self.outcome(await desk.perform(Self.command("a"))) == "done")
    #expect(Self.outcome(await desk.perform(Self.command("b"))) == #"invalidState("no")"#)
    #expect(Self.outcome(await desk.perform(Self.command("c"))) == "notFound")
  }

  @Test func `A backend that does not answer is not waited for`() async throws {
    let time = VirtualTime()
    let desk = CommandDesk(timeout: .seconds(30), time: time)
    desk.use([StubbornBackend()])
    async let result = desk.perform(Self.command("a"))
    await time.waitForSleepers(1)
    time.advance(by: .seconds(30))
    #expect(Self.outcome(await result).contains("timeout"))
  }
}
