import HTTPTypes
import Hummingbird
import RouterResources

/// Answers requests on a session path that are no valid upgrade, and says what is wrong with them: plain GETs, wrong
/// versions, bad keys, and upgrades on a connection that has already carried a request, which cannot become a session.
struct SessionFallbackRoute: Sendable {
  /// The session paths.
  let descriptions: [RouteDescription]

  func add(to routes: inout RouteTable) {
    for description in descriptions { add(description, to: &routes) }
  }

  private func add(_ description: RouteDescription, to routes: inout RouteTable) {
    routes.add(description) { request in
      var response = Self.problem(with: request).response()
      response.headers[.upgrade] = "websocket"
      if let version = HTTPField.Name("Sec-WebSocket-Version") { response.headers[version] = "13" }
      return response
    }
  }

  private static func problem(with request: Request) -> Problem {
    guard request.headers[.upgrade]?.lowercased() == "websocket" else {
      return upgradeRequired("this is a WebSocket endpoint (RFC 6455)")
    }
    guard header("Sec-WebSocket-Version", request) == "13" else {
      return upgradeRequired("only WebSocket version 13 is spoken here")
    }
    guard let key = header("Sec-WebSocket-Key", request), WebSocketHandshake.isKey(key) else {
      return Problem(
        status: .badRequest, title: "Bad Request", detail: "Sec-WebSocket-Key is missing or not 16 bytes in base64")
    }
    let extensions = HTTPField.Name("Sec-WebSocket-Extensions").map { request.headers[values: $0] } ?? []
    guard ExtensionOffer.list(extensions) != nil else {
      return Problem(
        status: .badRequest, title: "Bad Request",
        detail: "Sec-WebSocket-Extensions is malformed (RFC 6455 section 9.1)")
    }
    return upgradeRequired(
      "upgrade with the first request of a connection, by GET without a body and with 'Connection: Upgrade'")
  }

  private static func header(_ name: String, _ request: Request) -> String? {
    HTTPField.Name(name).flatMap { request.headers[$0] }
  }

  private static func upgradeRequired(_ detail: String) -> Problem {
    Problem(status: .upgradeRequired, title: "Upgrade Required", detail: detail)
  }
}
