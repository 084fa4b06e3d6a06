import TestSupport
import Testing

@testable import KnowledgeGraphPlugin

struct RelationshipTests {
  static func bench(_ yaml: String = "", entities: [String] = ["a", "b", "c"]) async -> GraphBench {
    let bench = GraphBench(yaml)
    for id in entities { _ = await bench.send("createEntity", nil, #"{"entity_id":"\#(id)","type":"t","label":"L"}"#) }
    return bench
  }

  static func body(_ source: String, _ target: String, _ more: String = "", type: String = "knows") -> String {
    #"{"source_id":"\#(source)","target_id":"\#(target)","relationship_type":"\#(type)"\#(more)}"#
  }

  @Test func `A new relationship has a strength of 1 and an id unless told otherwise`() async throws {
    let bench = await Self.bench()
    let made = await bench.send("createRelationship", nil, Self.body("a", "b"))
    #expect(made.status == 201)
    #expect(made.text("strength") == "1")
    let id = try #require(made.string("relationship_id"))
    #expect(id.wholeMatch(of: #/rel_[0-9a-f]{12}/#) != nil)
    #expect(made.location == "/api/v1/relationships/\(id)")
    #expect(await bench.send("getRelationship", id).body == made.body)
  }

  @Test func `Both ends must be there, and all that are not are named`() async throws {
    let bench = await Self.bench()
    let before = try await bench.content()
    let reply = await bench.send("createRelationship", nil, Self.body("x", "y"))
    #expect(reply.status == 422)
    #expect(reply.pointers == ["/source_id", "/target_id"])
    #expect(reply.body.contains("there is no entity 'x'"))
    #expect(try await bench.content() == before)
  }

  @Test func `An equal number in other digits changes nothing`() async throws {
    let bench = await Self.bench()
    let made = await bench.send(
      "createRelationship", nil, Self.body("a", "b", #","relationship_id":"r","strength":0.85"#))
    let before = try await bench.content()
    let patched = await bench.send("updateRelationship", "r", #"{"strength":0.850,"relationship_type":"knows"}"#)
    #expect(patched.body == made.body)
    #expect(patched.tag == made.tag)
    #expect(try await bench.content() == before)
  }

  @Test func `Self relationships and duplicates are as the config says`() async throws {
    let strict = await Self.bench()
    #expect(await strict.send("createRelationship", nil, Self.body("a", "a")).pointers == ["/target_id"])
    #expect(await strict.send("createRelationship", nil, Self.body("a", "b")).status == 201)
    #expect(await strict.send("createRelationship", nil, Self.body("a", "b")).status == 409)
    #expect(await strict.send("createRelationship", nil, Self.body("b", "a")).status == 201)
    let other = Self.body("a", "b", #","relationship_id":"r""#, type: "likes")
    #expect(await strict.send("createRelationship", nil, other).status == 201)
    #expect(await strict.send("updateRelationship", "r", #"{"relationship_type":"knows"}"#).status == 409)
    #expect(try await strict.events().count == 6)

    let lax = await Self.bench("self_relationships: allow\nduplicates: allow")
    for _ in 0..<2 {
      #expect(await lax.send("createRelationship", nil, Self.body("a", "a")).status == 201)
      #expect(await lax.send("createRelationship", nil, Self.body("a", "b")).status == 201)
    }
    #expect(await lax.send("deleteEntity", "a", query: ["on_delete": "cascade"]).status == 204)
    #expect(
      try await lax.events().suffix(5).map { $0.prefix { $0 != " " } } == Array(
        repeating: "relationship_deleted", count: 4) + ["entity_deleted"])
  }

  @Test func `An entity with relationships stays, or takes them along, as is asked`() async throws {
    for (yaml, query, cascades) in [
      ("", [:], false), ("on_delete: cascade", [:], true), ("", ["on_delete": "cascade"], true),
      ("on_delete: cascade", ["on_delete": "refuse"], false),
    ] as [(String, [String: String], Bool)] {
      let bench = await Self.bench(yaml)
      for (id, source, target) in [("r1", "a", "b"), ("r2", "c", "a"), ("r3", "b", "c")] {
        _ = await bench.send("createRelationship", nil, Self.body(source, target, #","relationship_id":"\#(id)""#))
      }
      let before = try await bench.content()
      let reply = await bench.send("deleteEntity", "a", query: query)
      guard cascades else {
        #expect(reply.status == 409)
        #expect(reply.body.contains("has 2 relationships"))
        #expect(try await bench.content() == before)
        continue
      }
      #expect(reply.status == 204)
      #expect(
        try await bench.events().suffix(3) == [
          #"relationship_deleted {"relationship_id":"r1","deleted_by":"user_123","reason":"entity_deleted"}"#,
          #"relationship_deleted {"relationship_id":"r2","deleted_by":"user_123","reason":"entity_deleted"}"#,
          #"entity_deleted {"entity_id":"a","deleted_by":"user_123","reason":"user_request"}"#,
        ])
      #expect(await bench.send("getRelationship", "r3").status == 200)
    }
  }

  @Test func `No more relationships than the limit go with an entity`() async throws {
    let bench = await Self.bench("on_delete: cascade\nmax_cascade: 1")
    _ = await bench.send("createRelationship", nil, Self.body("a", "b", #","relationship_id":"r""#))
    _ = await bench.send("createRelationship", nil, Self.body("a", "c"))
    let before = try await bench.content()
    let refused = await bench.send("deleteEntity", "a")
    #expect(refused.status == 409)
    #expect(refused.body.contains("at most 1"))
    #expect(try await bench.content() == before)
    _ = await bench.send("deleteRelationship", "r")
    #expect(await bench.send("deleteEntity", "a").status == 204)
  }

  @Test(
    arguments: [
      ([:], ["1", "2", "3"]), (["source_id": "a"], ["1", "2"]), (["target_id": "c"], ["2", "3"]),
      (["source_id": "x"], []), (["relationship_type": "likes"], ["2"]), (["min_strength": "0.5"], ["1", "3"]),
      (["max_strength": "5e-1"], ["2", "3"]), (["min_strength": "0.5", "max_strength": "0.5"], ["3"]),
      (["source_id": "a", "target_id": "c", "relationship_type": "likes"], ["2"]),
    ] as [([String: String], [String])])
  func `A list has what the filters let through`(_ query: [String: String], _ ids: [String]) async throws {
    let bench = await Self.bench()
    for (id, source, target, type, strength) in [
      ("1", "a", "b", "knows", "0.9"), ("2", "a", "c", "likes", "0.1"), ("3", "b", "c", "knows", "0.50"),
    ] {
      let more = #","relationship_id":"\#(id)","strength":\#(strength)"#
      #expect(await bench.send("createRelationship", nil, Self.body(source, target, more, type: type)).status == 201)
    }
    let list = await bench.send("listRelationships", query: query)
    #expect(list.json["items"]?.elements.compactMap { $0["relationship_id"]?.string } == ids)
  }
}
