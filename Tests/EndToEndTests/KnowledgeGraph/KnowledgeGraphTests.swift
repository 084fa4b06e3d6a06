import Foundation
import RouterCore
import TestSupport
import Testing

/// The knowledge graph as its users have it: REST, events to clients, and a process that may end at any time.
@Suite(.timeLimit(.minutes(5)))
struct KnowledgeGraphTests {
  /// - Parameter sink: also writes all events to `data/events.ndjson`.
  private static func config(_ options: String = "", sink: Bool = false) -> SampleConfig {
    SampleConfig(
      profile: "unlimited",
      routing: """
        sources: { graph: { type: knowledge_graph, store: { path: data/graph.db } \(options) } }
        \(sink ? "sinks: { audit: { type: file, path: data/events.ndjson } }" : "")
        pipelines: { live: { from: [graph], to: [clients\(sink ? ", audit" : "")] } }
        log: { type: sqlite, path: data/log.db }
        """)
  }

  private static let types = [
    "entity_created", "entity_updated", "entity_deleted", "relationship_created", "relationship_updated",
    "relationship_deleted",
  ]

  private static func documented(_ type: String) throws -> String {
    let example = try #require(Catalogue.standard.type(named: type)).example
    return try example.compactJSON
  }

  @Test(arguments: Client.Library.allCases)
  func `The documented examples reach a client byte for byte`(library: Client.Library) async throws {
    try await JunctorProcess.run(Self.config(), in: try .withSecret()) { router in
      let token = try await router.token("--subject", "user_123")
      let client = try await router.connect(library, token: token)
      for type in Self.types { try await client.subscribe(type) }
      let graph = try ResourceClient(router, token: token)
      try await graph.create("entities", #"{"entity_id":"entity_123","type":"concept","label":"Physics"}"#)
      _ = try await client.frame()

      let created = try Self.documented("entity_created")
      let body = try #require(created.removingMember(#""created_by":"user_123","#))
      let entity = try await graph.create("entities", body)
      let related = try Self.documented("relationship_created")
      try await graph.create("relationships", try #require(related.removingMember(#","created_by":"user_123""#)))
      for (method, path, patch) in [
        ("PATCH", "relationships/rel_456", #"{"strength":0.9}"#),
        ("PATCH", "entities/entity_789", #"{"label":"Quantum Information"}"#),
        ("DELETE", "relationships/rel_456", nil), ("DELETE", "entities/entity_789", nil),
      ] {
        let reply = try await graph.send(method, path, patch)
        #expect([200, 204].contains(reply.status), "\(reply.body)")
      }
      let order = [
        "entity_created", "relationship_created", "relationship_updated", "entity_updated", "relationship_deleted",
        "entity_deleted",
      ]
      let frames = try await client.frames(6)
      #expect(frames.map(\.type) == order)
      #expect(try frames.map { $0.text("data") } == order.map(Self.documented))
      #expect(entity["created_by"]?.string == "user_123")
    }
  }

  @Test func `Cascading tells of each relationship, then of the entity`() async throws {
    try await JunctorProcess.run(Self.config(", on_delete: refuse"), in: try .withSecret()) { router in
      let token = try await router.token()
      let client = try await router.connect(.python, token: token)
      try await client.subscribe("entity_deleted", "relationship_deleted")
      let graph = try ResourceClient(router, token: token)
      for id in ["a", "b", "c"] {
        try await graph.create("entities", #"{"entity_id":"\#(id)","type":"t","label":"L"}"#)
      }
      for (id, source, target) in [("r1", "a", "b"), ("r2", "c", "a")] {
        try await graph.create(
          "relationships",
          #"{"relationship_id":"\#(id)","source_id":"\#(source)","target_id":"\#(target)","relationship_type":"t"}"#)
      }
      let near = try await graph.get("entities/a/neighbourhood?depth=2&direction=both&min_strength=0.5")
      #expect(try near.json["entities"]?.elements.compactMap { $0["entity_id"]?.string } == ["a", "b", "c"])
      #expect(try await graph.send("DELETE", "entities/a").status == 409)
      #expect(try await graph.send("DELETE", "entities/a?on_delete=cascade&reason=merged").status == 204)
      let frames = try await client.frames(3)
      #expect(frames.map { $0.string("relationship_id") ?? $0.string("entity_id") } == ["r1", "r2", "a"])
      #expect(frames.map { $0.string("reason") } == ["entity_deleted", "entity_deleted", "merged"])
      try await router.expectBalance()
    }
  }

  @Test func `Wrong requests are refused, change nothing and tell nobody`() async throws {
    try await JunctorProcess.run(Self.config(), in: try .withSecret()) { router in
      let token = try await router.token()
      let client = try await router.connect(.node, token: token)
      for type in Self.types { try await client.subscribe(type) }
      let graph = try ResourceClient(router, token: token)
      let entity = try await graph.send(
        "POST", "entities", #"{"entity_id":"a","type":"t","label":"A","properties":{"x":1}}"#)
      #expect(entity.headers["location"] == "/api/v1/entities/a")
      let tag = try #require(entity.headers["etag"])
      _ = try await client.frame()

      let observer = try ResourceClient(router, token: try await router.token("--role", "observer"))
      #expect(try await observer.send("POST", "entities", #"{"type":"t","label":"L"}"#).status == 403)
      #expect(try await observer.send("DELETE", "entities/a").status == 403)
      let agent = try ResourceClient(
        router, token: try await router.token("--subject", "agent_1", "--role", "researcher", "--agent", "agent_1"))
      #expect(try await agent.send("PATCH", "entities/a", #"{"label":"B"}"#).status == 403)
      for (method, path, body, headers, status, wrong) in Self.wrong {
        let reply = try await graph.send(method, path, body, headers)
        #expect(reply.status == status, "\(method) \(path) \(body ?? ""): \(reply.body)")
        #expect(try reply.wrong == wrong, "\(method) \(path) \(body ?? "")")
      }
      // Nothing has come of it: the entity is as it was, and the next event is the next change.
      let now = try await graph.get("entities/a", ["If-None-Match": tag])
      #expect(now.status == 304)
      #expect(try await graph.list("entities").count == 1)
      #expect(try await graph.send("PATCH", "entities/a", #"{"label":"Z"}"#, ["If-Match": tag]).status == 200)
      #expect(
        try await client.frame().text("data") == #"{"entity_id":"a","updated_by":"developer","changes":{"label":"Z"}}"#)
    }
  }

  private static let wrong: [(String, String, String?, [String: String], Int, [String])] = [
    ("POST", "entities", #"{"type":"t"}"#, [:], 422, ["/label"]),
    ("POST", "entities", #"{"type":"t","label":"L","colour":1}"#, [:], 422, ["/colour"]),
    ("POST", "entities", #"{"entity_id":"a","type":"t","label":"L"}"#, [:], 409, ["/entity_id"]),
    ("POST", "entities", #"{"type":"t","label":"a\u0000b"}"#, [:], 422, ["/label"]),
    ("POST", "entities", #"{"type":"t","type":"t"}"#, [:], 400, [""]),
    ("POST", "entities", "type=t", ["Content-Type": "application/x-www-form-urlencoded"], 415, ["content-type"]),
    ("POST", "relationships", #"{"source_id":"a","target_id":"b","relationship_type":"r"}"#, [:], 422, ["/target_id"]),
    (
      "POST", "relationships", #"{"source_id":"a","target_id":"a","relationship_type":"r","strength":1.5}"#, [:], 422,
      ["/strength"]
    ),
    ("PATCH", "entities/a", #"{"label":"N"}"#, ["If-Match": "\"0\""], 412, []),
    ("PATCH", "entities/a", #"{"label":"N"}"#, ["If-Match": "0"], 400, ["if-match"]),
    ("PATCH", "entities/nobody", "{}", [:], 404, []), ("GET", "entities/a%00", nil, [:], 404, []),
    ("GET", "entities?cursor=zzz", nil, [:], 400, ["cursor"]), ("GET", "entities?limit=0", nil, [:], 400, ["limit"]),
    ("GET", "entities?lable=x", nil, [:], 400, ["lable"]), ("GET", "entities?label=%00", nil, [:], 400, ["label"]),
    ("GET", "entities/a/neighbourhood?depth=5", nil, [:], 400, ["depth"]),
    ("GET", "entities/a/neighbourhood?direction=up&limit=1001", nil, [:], 400, ["direction", "limit"]),
    ("GET", "entities/by-key/n/k", nil, [:], 404, []), ("GET", "entities/by-key", nil, [:], 404, []),
    ("DELETE", "entities/a?on_delete=ignore", nil, [:], 400, ["on_delete"]),
    ("DELETE", "relationships/r", nil, [:], 404, []), ("PUT", "entities/a", "{}", [:], 405, []),
  ]

  @Test func `Pages have every old entity once while a thousand are made, and all of it is told once`() async throws {
    try await JunctorProcess.run(Self.config(sink: true), in: try .withSecret()) { router in
      let token = try await router.token()
      let report = try await Self.crowd(router, token, killing: false)
      #expect(report.problems == [])
      #expect(report.created == 1_000)
      #expect(report.walks > 0)
      #expect(try await router.stop() == .exit(0))
      let events = try EventFile(router.folder.path("data/events.ndjson"))
      #expect(events.lines.count == 1_100)
      let told = try events.lines.map { try JSONDocument(parsing: $0.data).root["entity_id"]?.string }
      #expect(Set(told).count == 1_100)
    }
  }

  @Test func `Killed while a thousand are made, the graph and the log agree when it is back`() async throws {
    let folder = try TemporaryFolder.withSecret()
    let config = Self.config(sink: true)
    let acknowledged = try await JunctorProcess.run(config, in: folder) { router in
      try await Self.crowd(router, try await router.token(), killing: true).acknowledged
    }
    #expect(acknowledged.count >= 300)
    try await JunctorProcess.run(config, in: folder) { router in
      let graph = try ResourceClient(router, token: try await router.token())
      // Behind everything that was left.
      try await graph.create("entities", #"{"entity_id":"last","type":"t","label":"L"}"#)
      var (kept, path) = ([String](), "entities?limit=200")
      while true {
        let page = try await graph.get(path).json
        kept += page["items"]?.elements.compactMap { $0["entity_id"]?.string } ?? []
        guard let next = page["next_cursor"]?.string else { break }
        path = "entities?limit=200&cursor=\(next)"
      }
      #expect(Set(kept).isSuperset(of: acknowledged))
      #expect(try await router.stop() == .exit(0))
      let events = try EventFile(router.folder.path("data/events.ndjson"))
      // A file may get an event twice over a crash, with the same id.
      var told: [String: String] = [:]
      var order: [String] = []
      for line in events.lines where told[line.id] == nil {
        let id = try #require(try JSONDocument(parsing: line.data).root["entity_id"]?.string)
        told[line.id] = id
        order.append(id)
      }
      // Each once, and in the order of the rows.
      #expect(order == kept)
    }
  }

  private struct Report: Decodable {
    let created: Int
    let walks: Int
    let acknowledged: [String]
    let problems: [String]
  }

  /// 100 entities, then 1,000 more from many connections while others walk through the pages. A foreign client.
  /// - Parameter killing: in the middle.
  private static func crowd(_ router: JunctorProcess, _ token: String, killing: Bool) async throws -> Report {
    let crowd = try ChildProcess(
      Installation.python,
      [Installation.client("graph_crowd.py"), "\(router.port)", token, "1000"] + (killing ? ["--until-gone"] : []))
    if killing {
      _ = try await crowd.output.line(with: "half")
      router.process.kill()
    }
    let line = try await crowd.lastLine()
    return try JSONDecoder().decode(Report.self, from: Data(line.utf8))
  }
}

extension String {
  /// Without the white space between values, as servers write it.
  fileprivate var compactJSON: String {
    get throws {
      let lines = split(separator: "\n").map { $0.drop { $0 == " " } }.joined()
      return lines.replacing(#/": /#, with: #"":"#).replacing(#/, "/#, with: #",""#)
    }
  }

  /// Nil if there is none.
  fileprivate func removingMember(_ text: String) -> String? {
    contains(text) ? replacing(text, with: "") : nil
  }
}
