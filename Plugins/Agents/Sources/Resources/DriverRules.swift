import RouterCore
import RouterResources

/// Which drivers whoever may create agents by HTTP may give them: a driver makes the router run commands, or ask other hosts.
struct DriverRules: Sendable {
  let processes: AgentsConfig.ProcessPolicy
  let httpHosts: [String]

  /// - Throws: 403 with what the router's config has to say.
  func check(_ choice: DriverChoice) throws(Problem) {
    switch choice.kind {
    case .connected: return
    case .process:
      guard processes == .configOnly else { return }
      throw Problem(
        status: .forbidden,
        detail: "agents of type process run commands on the router's host, so only its config may define them: declare "
          + "the agent there, or set 'processes: api'")
    case .http:
      guard let server = choice.config.server, !isAllowed(server) else { return }
      throw Problem(
        status: .forbidden, detail: "the router's config does not list \(server.host) in 'http_hosts'",
        errors: [.init(place: .body(pointer: "/driver/url"), detail: "the host is not allowed")])
    }
  }

  private func isAllowed(_ server: (host: String, port: Int)) -> Bool {
    httpHosts.contains { allowed in
      ["*", server.host, "\(server.host):\(server.port)"].contains(allowed.lowercased())
    }
  }
}
