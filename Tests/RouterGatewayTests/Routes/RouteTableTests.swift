import HTTPTypes
import Hummingbird
import RouterCore
import RouterResources
import Testing

@testable import RouterGateway

/// What is described is what is registered, on every listener.
@Suite(.timeLimit(.minutes(1)))
struct RouteTableTests {
  private static func tables(_ bench: GatewayBench) -> [RouteTable] {
    let connections = ConnectionLimit(.measured(), time: bench.time, logger: bench.gateway.logger)
    return [
      bench.gateway.clientRoutes(engine: bench.engine, connections),
      bench.gateway.adminRoutes(engine: bench.engine, connections),
    ]
  }

  @Test(arguments: [false, true])
  func `Every registered route is described, and every described route registered`(_ echo: Bool) async throws {
    var config = ServerConfig.test
    config.echo = echo
    try await GatewayBench.running(config) { bench in
      for table in Self.tables(bench) {
        let router = table.router { _ in }
        let registered = Set(router.routes.map(\.description))
        // Each path answers all methods: those that it does not know with 405.
        #expect(Set(router.routes.map(\.path.description)) == Set(table.descriptions.map(\.path)))
        for route in table.descriptions { #expect(registered.contains("\(route.method) \(route.path)")) }
        let document = OpenAPIDocument(routes: table.descriptions, version: "1").json.rendered
        let paths = try #require(try JSONDocument(parsing: document).root["paths"])
        let described = paths.members.flatMap { path in
          path.value.members.map { "\($0.name.uppercased()) \(path.name)" }
        }
        #expect(Set(described) == Set(table.descriptions.map { "\($0.method) \($0.path)" }))
        #expect(described.count == table.descriptions.count)
      }
    }
  }

  @Test func `Every route answers its method, and others with 405 and what is allowed`() async throws {
    try await GatewayBench.running { bench in
      let routes = Self.tables(bench)[0].descriptions
      for route in routes {
        let path = route.path.replacing("{type}", with: "agent_status")
        try await LoopbackClient.connected(to: bench.port) { client in
          let answer = try await client.request(route.method.rawValue, path, body: route.method == .get ? nil : "")
          let status = try #require(answer?.status)
          #expect(route.allResponses.map(\.status.code).contains(status), "\(route.method) \(path): \(status)")
        }
        try await LoopbackClient.connected(to: bench.port) { client in
          let answer = try await client.request("DELETE", path)
          #expect(answer?.status == 405)
          let allowed = routes.filter { $0.path == route.path }.flatMap(\.methods).map(\.rawValue)
          #expect(answer?.headers["allow"] == allowed.joined(separator: ", "))
        }
      }
    }
  }

  @Test func `Names are unique and the parameters of a path are described`() async throws {
    try await GatewayBench.running { bench in
      for table in Self.tables(bench) {
        let names = table.descriptions.map(\.name)
        #expect(Set(names).count == names.count)
        for route in table.descriptions {
          let inPath = route.path.matches(of: /\{([^}]+)\}/).map { String($0.1) }
          #expect(inPath == route.parameters.filter { $0.place == .path }.map(\.name), "\(route.path)")
          // Hummingbird reads the path as OpenAPI does.
          #expect(route.routerPath.description == route.path)
        }
      }
    }
  }

  @Test func `Several methods of a path are each answered and allowed together`() async throws {
    var table = RouteTable()
    for method in [HTTPRequest.Method.get, .put] {
      table.add(
        RouteDescription(
          method, "/things/{thing}", name: "\(method)", "", tag: .operation, access: .open,
          parameters: [.path("thing", .string, "")], responses: [RouteResponse(.ok, "")])
      ) { _, context in
        Response(status: .ok, headers: [.location: "\(method) \(context.parameters.get("thing") ?? "")"])
      }
    }
    let router = table.router { _ in }
    #expect(router.routes.count == 7)
    let document = try JSONDocument(parsing: OpenAPIDocument(routes: table.descriptions, version: "1").json.rendered)
    let operations = document.root[["paths", "/things/{thing}"]]?.members.map(\.name)
    #expect(operations == ["get", "put"])
  }
}
