import RouterCore

extension AgentsSource: AgentWorker {
  func work(on task: AgentTask) async throws(AgentTaskError) -> JSONDocument {
    guard let someone = try await colleague(for: task) else { throw .unavailable("it cannot be given orders now") }
    guard someone.tasks.begin() else { throw .unavailable("it has \(TaskCount.limit) tasks under way") }
    defer { someone.tasks.end() }
    return try await give(task, to: someone)
  }

  private func colleague(for task: AgentTask) async throws(AgentTaskError) -> Operator? {
    let record: AgentRecord?
    do {
      record = try await registry.find(task.agent)
    } catch {
      throw .unavailable("the registry of agents cannot be read now")
    }
    guard let record else { throw .unknownAgent }
    guard record.state.status.isWorking else { throw .unavailable("it is \(record.state.status.rawValue)") }
    return await crew.find(task.agent)
  }

  private func give(_ task: AgentTask, to someone: Operator) async throws(AgentTaskError) -> JSONDocument {
    let reply: AgentReply
    do throws(DriverError) {
      let parameters = try? Operator.parameters { writer in
        writer.member("task", task.name)
        writer.member("input", task.input.root)
      }
      guard let parameters else { throw .failed("the task's input is too deep") }
      reply = try await someone.send("run_task", parameters, within: task.timeout)
    } catch {
      switch error {
      case .unavailable(let text): throw .unavailable(text)
      case .failed(let text): throw .failed(text)
      case .timeout: throw .timeout
      }
    }
    switch reply.outcome {
    case .succeeded(let result?): return result
    case .succeeded(nil): return Self.nothing
    case .failed(let text): throw .failed(text)
    }
  }

  private static let nothing = (try? JSONDocument(parsing: "{}")) ?? .null
}
