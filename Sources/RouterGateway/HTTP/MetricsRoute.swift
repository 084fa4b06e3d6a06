import HTTPTypes
import Hummingbird
import NIOCore
import RouterCore

/// `/metrics` in Prometheus' text format.
struct MetricsRoute: Sendable {
  let engine: Engine
  let counters: GatewayCounters
  let connections: ConnectionLimit
  /// Nil where no token is asked: on the admin listener.
  let guardian: RequestGuard?

  func add(to router: HTTPRouter) {
    router.allow(.get, at: "metrics") { request in
      _ = try guardian?.require(.adminSystem, of: request)
      let page = MetricsPage(
        engine: await engine.counters(), gateway: counters, connections: connections, process: .now())
      return Response(
        status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
        body: ResponseBody(byteBuffer: ByteBuffer(string: page.text)))
    }
  }
}
