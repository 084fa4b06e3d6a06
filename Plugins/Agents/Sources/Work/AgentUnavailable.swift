import RouterCore
import RouterResources

/// Why nothing can be done with an agent now.
enum AgentUnavailable: ProblemConvertible, CustomStringConvertible {
  /// It is being deleted or replaced, or the router stops.
  case changing
  /// Too much waits to be done with it.
  case busy

  var description: String {
    switch self {
    case .changing: "the agent is just being replaced or ended: try again"
    case .busy: "too much waits to be done with the agent: try again later"
    }
  }

  var problem: Problem { Problem(status: .serviceUnavailable, detail: description, retryAfter: .seconds(1)) }
}
