import HTTPTypes
import Hummingbird
import NIOCore
import RouterCore
import RouterResources

/// `/metrics` in Prometheus' text format, or in OpenMetrics for those who ask for it.
struct MetricsRoute: Sendable {
  let engine: Engine
  let counters: GatewayCounters
  let connections: ConnectionLimit
  let version: String
  /// Nil where no token is asked: on the admin listener.
  let guardian: RequestGuard?

  private var description: RouteDescription {
    RouteDescription(
      .get, "/metrics", name: "getMetrics", "The router's counters.", tag: .operation,
      access: guardian == nil ? .open : .permission(.adminSystem),
      responses: [
        RouteResponse(
          .ok, "A page for Prometheus.", content: MetricsFormat.allCases.map { RouteContent($0.contentType) })
      ])
  }

  func add(to routes: inout RouteTable) {
    routes.add(description) { request in
      _ = try await guardian?.require(.adminSystem, of: request)
      let page = MetricsPage(
        engine: await engine.counters(), gateway: counters, connections: connections, process: .now(), version: version)
      let format = MetricsFormat(preferredBy: AcceptHeader(request.headers[values: .accept]))
      return Response(
        status: .ok, headers: [.contentType: format.contentType, .vary: "Accept"],
        body: ResponseBody(byteBuffer: ByteBuffer(string: page.text(as: format))))
    }
  }
}
