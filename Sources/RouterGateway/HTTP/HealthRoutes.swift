import HTTPTypes
import Hummingbird
import NIOCore
import RouterCore

/// `/health/live`: the process answers. `/health/ready`: it takes clients and events.
struct HealthRoutes: Sendable {
  let state: GatewayState

  func add(to router: HTTPRouter) {
    router.allow(.get, at: "health/live") { _ in Self.answer("live", .ok) }
    router.allow(.get, at: "health/ready") { _ in
      switch state.current {
      case .starting: Self.answer("starting", .serviceUnavailable)
      case .ready: Self.answer("ready", .ok)
      case .draining: Self.answer("draining", .serviceUnavailable)
      }
    }
  }

  private static func answer(_ text: String, _ status: HTTPResponse.Status) -> Response {
    var writer = JSONWriter(capacity: 32)
    writer.beginObject()
    writer.member("status", text)
    writer.endObject()
    return .json(writer.bytes, status: status)
  }
}

extension Response {
  static func json(_ bytes: [UInt8], status: HTTPResponse.Status = .ok) -> Response {
    Response(
      status: status, headers: [.contentType: "application/json"],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }
}
