import HTTPTypes
import Hummingbird

/// Answers requests on a session path that are no valid upgrade: plain GETs, wrong versions, and upgrades on a connection
/// that has already carried a request, which cannot become a session any more.
struct SessionFallbackRoute: Sendable {
  func add(to router: HTTPRouter) {
    router.get("api/v1/ws") { _, _ in
      var response = Problem(
        status: .upgradeRequired, title: "Upgrade Required",
        detail: "this is a WebSocket endpoint (RFC 6455, version 13): upgrade on a new connection"
      ).response()
      response.headers[.upgrade] = "websocket"
      response.headers[.connection] = "close"
      if let version = HTTPField.Name("Sec-WebSocket-Version") { response.headers[version] = "13" }
      return response
    }
  }
}
