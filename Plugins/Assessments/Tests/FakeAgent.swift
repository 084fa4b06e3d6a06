import RouterCore
import Synchronization

/// An agent that answers what a test wants, one answer after the other, the last one again and again.
final class FakeAgent: Source, AgentWorker {
  private struct State {
    var answers: [Result<String, AgentTaskError>]
    var tasks: [AgentTask] = []
  }

  private let name: String
  private let state: Mutex<State>

  init(_ name: String = "analysis-agent", _ answers: Result<String, AgentTaskError>...) {
    self.name = name
    state = Mutex(State(answers: answers))
  }

  /// What it has been asked.
  var tasks: [AgentTask] { state.withLock(\.tasks) }

  func run(_ emitter: Emitter) async throws {}

  func work(on task: AgentTask) async throws(AgentTaskError) -> JSONDocument {
    guard task.agent == name else { throw .unknownAgent }
    let answer = state.withLock { state in
      state.tasks.append(task)
      return state.answers.count > 1 ? state.answers.removeFirst() : state.answers[0]
    }
    let text = try answer.get()
    guard let document = try? JSONDocument(parsing: text) else { throw .failed("no JSON") }
    return document
  }
}
