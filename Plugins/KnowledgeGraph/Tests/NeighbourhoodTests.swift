import TestSupport
import Testing

@testable import KnowledgeGraphPlugin

struct NeighbourhoodTests {
  /// a → b → c → d, all `knows`; a → x `likes`, 0.2; x is of another type.
  private static func chain() async -> GraphBench {
    let bench = await RelationshipTests.bench(entities: ["a", "b", "c", "d"])
    _ = await bench.send("createEntity", nil, #"{"entity_id":"x","type":"u","label":"X"}"#)
    for (source, target) in [("a", "b"), ("b", "c"), ("c", "d")] {
      _ = await bench.send("createRelationship", nil, RelationshipTests.body(source, target))
    }
    _ = await bench.send(
      "createRelationship", nil, RelationshipTests.body("a", "x", #","strength":0.2"#, type: "likes"))
    return bench
  }

  @Test(
    arguments: [
      ("a", [:], "a0 b1 x1", 2), ("b", [:], "b0 c1 a1", 2), ("a", ["depth": "4"], "a0 b1 x1 c2 d3", 4),
      ("d", ["depth": "2"], "d0 c1 b2", 2), ("d", ["direction": "out"], "d0", 0),
      ("a", ["direction": "in", "depth": "4"], "a0", 0), ("d", ["direction": "in", "depth": "3"], "d0 c1 b2 a3", 3),
      ("a", ["relationship_type": "likes", "depth": "4"], "a0 x1", 1), ("a", ["type": "u"], "a0 x1", 1),
      ("x", ["type": "t", "depth": "2"], "x0 a1 b2", 2), ("a", ["min_strength": "0.21"], "a0 b1", 1),
      ("a", ["min_strength": "0.2"], "a0 b1 x1", 2),
    ] as [(String, [String: String], String, Int)])
  func `What is around an entity is found, the nearest first`(
    _ id: String, _ query: [String: String], _ entities: String, _ relationships: Int
  ) async throws {
    let bench = await Self.chain()
    let reply = await bench.send("getNeighbourhood", id, query: query)
    let found = try #require(reply.json["entities"])
    let text = found.elements.map { "\($0["entity_id"]?.string ?? "")\($0["distance"]?.int ?? -1)" }
    #expect(text.joined(separator: " ") == entities)
    #expect(reply.json["relationships"]?.count == relationships)
    #expect(reply.text("truncated") == "false")
  }

  @Test func `A limit says that there is more`() async throws {
    let bench = await Self.chain()
    for (limit, truncated) in [("2", "true"), ("3", "false")] {
      let reply = await bench.send("getNeighbourhood", "a", query: ["limit": limit])
      #expect(reply.json["entities"]?.count == Int(limit))
      #expect(reply.text("truncated") == truncated)
    }
  }

  @Test func `Around an entity with 100,000 relationships the work is bounded`() async throws {
    let bench = GraphBench()
    try await bench.execute(Self.hub)
    let query = NeighbourhoodQuery(limit: 1_000)
    // Of a rare type, behind all others: found by an index.
    let rare = NeighbourhoodQuery(relationshipType: "rare", limit: 1_000)
    // Of no type that is there: looked for as long as the budget lasts.
    let none = NeighbourhoodQuery(entityType: "missing", limit: 1_000)
    try await bench.graph.store.read { db in
      let hub = try #require(try EntityTable(db: db).find(id: "hub"))
      for (query, entities, isTruncated) in [(query, 1_000, true), (rare, 2, false), (none, 1, true)] {
        var walk = NeighbourhoodWalk(db, query, budget: .init(relationships: 5_000))
        let found = try walk.run(from: hub)
        #expect(found.entities.count == entities)
        #expect(found.isTruncated == isTruncated)
      }
      var small = NeighbourhoodWalk(db, query, budget: .init(bytes: 21))
      let found = try small.run(from: hub)
      // Of "{}" each: the hub, then an entity and a relationship at a time.
      #expect(found.entities.count == 6)
      #expect(found.relationships.count == 4)
      #expect(found.isTruncated)
      for steps in [NeighbourhoodSteps.out, .in] {
        for type in [nil, "rare"] {
          let plan = try steps.plan(db, type: type)
          #expect(plan.contains { $0.contains("USING INDEX relationship_") || $0.contains("USING COVERING INDEX") })
          #expect(!plan.contains { $0.contains("TEMP B-TREE") || $0.hasPrefix("SCAN step") }, "\(plan)")
        }
      }
    }
  }

  private static let hub = """
    INSERT INTO entity (id, type, label, folded, created_by, created_at, updated_by, updated_at, revision, properties)
      VALUES ('hub', 't', 'L', 'l', 'u', 0, 'u', 0, 1, CAST('{}' AS BLOB));
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
    INSERT INTO entity (id, type, label, folded, created_by, created_at, updated_by, updated_at, revision, properties)
      SELECT 'e' || i, 't', 'L', 'l', 'u', 0, 'u', 0, 1, CAST('{}' AS BLOB) FROM n;
    INSERT INTO relationship (id, source, target, type, strength, strength_text, created_by, created_at, updated_by, updated_at,
        revision, properties)
      SELECT 'r' || row, 1, row, iif(id = 'e100000', 'rare', 'often'), 1, '1', 'u', 0, 'u', 0, 1, CAST('{}' AS BLOB)
      FROM entity WHERE row > 1;
    """
}
