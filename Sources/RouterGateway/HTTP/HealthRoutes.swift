import HTTPTypes
import Hummingbird
import NIOCore
import RouterCore
import RouterResources

/// `/health/live`: the process answers. `/health/ready`: it takes clients and events.
struct HealthRoutes: Sendable {
  let state: GatewayState

  private static let live = RouteDescription(
    .get, "/health/live", name: "getLiveness", "Whether the process answers.", tag: .operation, access: .open,
    responses: [.json(.ok, "It does.", shape, examples: [("live", #"{"status":"live"}"#)])])

  private static let ready = RouteDescription(
    .get, "/health/ready", name: "getReadiness", "Whether the router takes clients and events.", tag: .operation,
    access: .open,
    responses: [
      .json(.ok, "It does.", shape, examples: [("ready", #"{"status":"ready"}"#)]),
      .json(
        .serviceUnavailable, "It is starting or stopping.", shape, examples: [("draining", #"{"status":"draining"}"#)]),
    ])

  private static let shape = PayloadShape.named(
    "health", "The state of the router.",
    .exact([.required("status", .oneOf(["live", "starting", "ready", "draining"]), "The state.")]))

  func add(to routes: inout RouteTable) {
    routes.add(Self.live) { _ in Self.answer("live", .ok) }
    routes.add(Self.ready) { _ in
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
