import Hummingbird
import RouterResources

/// Requests for an event stream that cannot become one; those that can never come this far.
struct EventStreamFallbackRoute: Sendable {
  func add(to routes: inout RouteTable) {
    routes.add(.eventStream) { (_: Request) -> Response in
      throw Problem(
        status: .badRequest, title: "Bad Request",
        detail: "ask for an event stream by HTTP/1.1, without a body, and not behind a request that is not answered yet"
      )
    }
  }
}
