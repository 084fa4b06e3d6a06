import RouterCore
import RouterResources

/// Why the registry has not done what was asked.
enum RegistryError: ProblemConvertible {
  case exists(String)
  case full(Int)
  /// Its definition stands in the router's config.
  case declared(String, what: String)

  var problem: Problem {
    switch self {
    case .exists(let id): Problem(status: .conflict, detail: "there is an agent '\(id)' already")
    case .full(let limit):
      Problem(status: .conflict, detail: "there are \(limit) agents: max_agents of the source allows no more")
    case .declared(let id, let what):
      Problem(status: .conflict, detail: "agent '\(id)' stands in the router's config: \(what)")
    }
  }
}
