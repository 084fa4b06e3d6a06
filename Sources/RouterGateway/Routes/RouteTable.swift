import HTTPTypes
import Hummingbird
import RouterResources

/// The routes of a listener with what they are. A router is made of a table and of nothing else.
struct RouteTable: Sendable {
  typealias Answer = @Sendable (Request, GatewayRequestContext) async throws -> Response

  private struct Route {
    let description: RouteDescription
    let answer: Answer
  }

  private static let methods: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete, .options]

  private var routes: [Route] = []

  /// In the order in which they were added.
  var descriptions: [RouteDescription] { routes.map(\.description) }

  mutating func add(_ description: RouteDescription, _ answer: @escaping Answer) {
    routes.append(Route(description: description, answer: answer))
  }

  mutating func add(_ description: RouteDescription, _ answer: @escaping @Sendable (Request) async throws -> Response) {
    add(description) { request, _ in try await answer(request) }
  }

  /// - Parameter setUp: adds what every request goes through.
  func router(_ setUp: (HTTPRouter) -> Void) -> HTTPRouter {
    let router = HTTPRouter(context: GatewayRequestContext.self)
    setUp(router)
    for route in routes { Self.register(route, in: router) }
    for (path, routes) in Dictionary(grouping: routes, by: \.description.path) {
      Self.refuseOthers(than: routes.flatMap(\.description.methods), at: RouterPath(path), in: router)
    }
    return router
  }

  private static func register(_ route: Route, in router: HTTPRouter) {
    let (description, answer) = (route.description, route.answer)
    router.on(description.routerPath, method: description.method, use: answer)
    guard description.method == .get else { return }
    router.on(description.routerPath, method: .head) { request, context in
      try await answer(request, context).createHeadResponse()
    }
  }

  /// RFC 9110 §15.5.6: other methods are told so, which Hummingbird leaves to its users.
  private static func refuseOthers(than allowed: [HTTPRequest.Method], at path: RouterPath, in router: HTTPRouter) {
    for other in methods where !allowed.contains(other) {
      router.on(path, method: other) { _, _ -> Response in
        throw Problem(
          status: .methodNotAllowed, title: "Method Not Allowed", detail: "\(other.rawValue) is not supported here",
          allow: allowed)
      }
    }
  }
}
