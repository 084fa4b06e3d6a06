import RouterCore
import RouterGateway
import RouterResources
import Testing

@testable import junctor

/// The routes of a listener of the program under test.
struct DeclaredRoutes: Sendable {
  static let clients = DeclaredRoutes(\.clientRoutes)
  /// With `/echo`.
  static let echo = DeclaredRoutes(\.clientRoutes, echo: true)
  static let operators = DeclaredRoutes(\.adminRoutes)

  private let check: Task<RouteCheck, any Error>

  private init(_ routes: any KeyPath<GatewayDescription, [RouteDescription]> & Sendable, echo: Bool = false) {
    check = Task {
      var server = ServerConfig()
      server.echo = echo
      return RouteCheck(try await GatewayDescription.standard(server)[keyPath: routes])
    }
  }

  /// Every answer that any client of any test gets is as it is described.
  func expect(_ reply: HTTPClient.Reply, to method: String, _ path: String) async throws {
    let found = RouteCheck.Answer(status: reply.status, mediaType: reply.headers["content-type"], body: reply.body)
    let problems = try await check.value.problems(with: found, to: method, path)
    #expect(problems == [], "\(method) \(path): \(reply.status) \(reply.body.prefix(200))")
  }
}
