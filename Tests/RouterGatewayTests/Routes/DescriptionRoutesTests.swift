import RouterCore
import TestSupport
import Testing

@testable import RouterGateway

@Suite(.timeLimit(.minutes(1)))
struct DescriptionRoutesTests {
  private static func get(_ path: String, _ headers: String = "", method: String = "GET", on port: Int) async throws
    -> HTTPMessage
  {
    try await LoopbackClient.connected(to: port) { try #require(try await $0.request(method, path, headers)) }
  }

  @Test(
    arguments: [
      ("/asyncapi.json", "application/vnd.aai.asyncapi+json;version=3.0.0"),
      ("/openapi.json", "application/vnd.oai.openapi+json;version=3.1"), ("/schemas", "application/json"),
      ("/schemas/", "application/json"), ("/schemas/agent_status.json", "application/schema+json"),
    ])
  func `A document is open to all, and may be kept as long as it holds`(_ path: String, _ type: String) async throws {
    try await GatewayBench.running { bench in
      let first = try await Self.get(path, on: bench.port)
      #expect(first.status == 200)
      #expect(first.headers["content-type"] == type)
      #expect(first.headers["cache-control"] == "public, max-age=300")
      #expect(first.json != nil)
      let tag = try #require(first.headers["etag"])
      let head = try await Self.get(path, method: "HEAD", on: bench.port)
      #expect(head.status == 200 && head.headers["etag"] == tag && head.body.isEmpty)
      #expect(head.headers["content-length"] == "\(first.body.utf8.count)")
      for known in [tag, "W/\(tag)", "\"other\", \(tag)", "*"] {
        let again = try await Self.get(path, "If-None-Match: \(known)\r\n", on: bench.port)
        #expect(again.status == 304 && again.body.isEmpty && again.headers["etag"] == tag, "\(known)")
      }
      for unknown in ["\"other\"", tag + "x", ""] {
        #expect(try await Self.get(path, "If-None-Match: \(unknown)\r\n", on: bench.port).status == 200, "\(unknown)")
      }
    }
  }

  @Test(
    arguments: [
      ("/schemas/agent_statu.json", "there is no event type 'agent_statu': did you mean 'agent_status'?"),
      ("/schemas/zzzzzzzz.json", "there is no event type 'zzzzzzzz'; /schemas lists them"),
      ("/schemas/metrics.json", "'metrics' is another name: see /schemas/metrics_update.json"),
      ("/schemas/entity_created.json", "event type 'entity_created' is switched off in this deployment"),
      ("/schemas/.json", "there is no event type ''; /schemas lists them"),
    ])
  func `A schema that there is not is a problem that helps`(_ path: String, _ detail: String) async throws {
    try await GatewayBench.running(disabling: ["entity_created"]) { bench in
      let answer = try await Self.get(path, on: bench.port)
      #expect(answer.status == 404)
      #expect(answer.headers["content-type"] == "application/problem+json")
      #expect(answer.json?.root["detail"]?.string == detail)
    }
  }

  @Test func `A long name is quoted back in part`() async throws {
    try await GatewayBench.running { bench in
      let answer = try await Self.get("/schemas/\(String(repeating: "x", count: 2000)).json", on: bench.port)
      #expect(answer.status == 404 && answer.body.utf8.count < 300)
    }
  }

  @Test func `The list names every type that is switched on, with the path of its schema`() async throws {
    try await GatewayBench.running(disabling: ["metrics.*"]) { bench in
      let list = try await Self.get("/schemas", on: bench.port).json?.root["schemas"]
      let types = try #require(list).elements.compactMap { $0["type"]?.string }
      let expected = Catalogue.builtInTypes.filter { $0.group != .metrics }.map(\.name)
      #expect(types == expected)
      for entry in try #require(list).elements {
        let schema = try await Self.get(try #require(entry["schema"]?.string), on: bench.port)
        #expect(schema.json?.root["title"]?.string == entry["type"]?.string)
        #expect(schema.json?.root["$id"]?.string == entry["schema"]?.string)
      }
    }
  }

  @Test func `What can be subscribed to is the same in an error and in AsyncAPI`() async throws {
    try await GatewayBench.running(disabling: ["metrics"]) { bench in
      let document = try await Self.get("/asyncapi.json", on: bench.port).json
      let names = document?.root[["components", "schemas", "event_name", "enum"]]?.elements.compactMap(\.string)
      try await bench.session { client in
        try await client.send(json: #"{"type":"subscribe","data":{"events":["nonsense"]}}"#)
        let error = await client.frame()?.json?.root[["data", "supported_events"]]
        #expect(error?.elements.compactMap(\.string) == names)
      }
      #expect(names?.contains("agent_status") == true && names?.contains("metrics_update") == false)
    }
  }

  @Test func `Every reference in a document leads somewhere`() async throws {
    try await GatewayBench.running { bench in
      for path in ["/asyncapi.json", "/openapi.json"] {
        let document = try #require(try await Self.get(path, on: bench.port).json)
        let references = Self.references(in: document.root)
        #expect(!references.isEmpty)
        for reference in references {
          let parts = reference.dropFirst(2).split(separator: "/").map { String($0) }
          let target = parts.reduce(document.root as JSONNode?) { node, name in node?[name] }
          #expect(reference.hasPrefix("#/") && target != nil, "\(path): \(reference)")
        }
      }
    }
  }

  private static func references(in node: JSONNode) -> [String] {
    let here = node["$ref"]?.string.map { [$0] } ?? []
    return here + node.members.flatMap { references(in: $0.value) } + node.elements.flatMap(references)
  }

  @Test func `Operators have a document of their own listener`() async throws {
    var admin = AdminConfig()
    admin.listen = .tcp(host: "127.0.0.1", port: 0)
    try await GatewayBench.running(admin: admin) { bench in
      let port = try #require(bench.places.last?.port)
      let document = try #require(try await Self.get("/openapi.json", on: port).json)
      let paths = document.root["paths"]?.members.map(\.name) ?? []
      #expect(
        paths == ["/health/live", "/health/ready", "/metrics", "/admin/maintenance", "/explain", "/openapi.json"])
    }
  }
}
