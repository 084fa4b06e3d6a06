import GRDB
import TestSupport
import Testing

@testable import KnowledgeGraphPlugin

/// Random graphs and walks, against a naive walk over arrays.
struct NeighbourhoodPropertyTests {
  private struct Edge {
    let (source, target): (Int, Int)
    let type: String
    let strength: Double
  }

  private struct RandomGraph {
    let types: [String]
    let edges: [Edge]

    init(_ random: inout SplitMix64) {
      let count = Int.random(in: 1...12, using: &random)
      types = (0..<count).map { _ in ["t", "u"].randomElement(using: &random) ?? "t" }
      edges = (0..<Int.random(in: 0...30, using: &random)).map { _ in
        Edge(
          source: Int.random(in: 0..<count, using: &random), target: Int.random(in: 0..<count, using: &random),
          type: ["r", "s"].randomElement(using: &random) ?? "r",
          strength: Double(Int.random(in: 0...4, using: &random)) / 4)
      }
    }

    /// The edges that a step from one of `nodes` may go, and where each leads.
    func steps(from nodes: Set<Int>, start: Int, _ query: NeighbourhoodQuery) -> [(edge: Int, to: Int)] {
      edges.indices.flatMap { index in
        let edge = edges[index]
        var steps: [(edge: Int, to: Int)] = []
        guard edge.strength >= query.minStrength, query.relationshipType.map({ $0 == edge.type }) ?? true else {
          return steps
        }
        if query.direction != .in, nodes.contains(edge.source) { steps.append((index, edge.target)) }
        if query.direction != .out, nodes.contains(edge.target) { steps.append((index, edge.source)) }
        return steps.filter { step in query.entityType.map { types[step.to] == $0 || step.to == start } ?? true }
      }
    }

    func neighbourhood(of start: Int, _ query: NeighbourhoodQuery) -> (distances: [Int: Int], edges: Set<Int>) {
      var (distances, walked) = ([start: 0], Set<Int>())
      for distance in 1...query.depth {
        let here = Set(distances.filter { $0.value == distance - 1 }.keys)
        for (edge, to) in steps(from: here, start: start, query) {
          walked.insert(edge)
          if distances[to] == nil { distances[to] = distance }
        }
      }
      return (distances, walked)
    }

    var sql: [String] {
      let entities = types.indices.map { index in
        """
        INSERT INTO entity VALUES (\(index + 1), '\(index)', '\(types[index])', 'L', 'l', NULL, NULL, 'u', 0, 'u', 0, 1,
          CAST('{}' AS BLOB))
        """
      }
      let relationships = edges.indices.map { index in
        let edge = edges[index]
        return """
          INSERT INTO relationship VALUES (NULL, '\(index)', \(edge.source + 1), \(edge.target + 1), '\(edge.type)',
            \(edge.strength), '\(edge.strength)', 'u', 0, 'u', 0, 1, CAST('{}' AS BLOB))
          """
      }
      return ["DELETE FROM relationship", "DELETE FROM entity"] + entities + relationships
    }
  }

  private static func query(_ random: inout SplitMix64) -> NeighbourhoodQuery {
    NeighbourhoodQuery(
      depth: Int.random(in: 1...4, using: &random),
      direction: NeighbourhoodQuery.Direction.allCases.randomElement(using: &random) ?? .both,
      relationshipType: [nil, nil, "r"].randomElement(using: &random) ?? nil,
      entityType: [nil, nil, "t"].randomElement(using: &random) ?? nil,
      minStrength: [0, 0.5].randomElement(using: &random) ?? 0, limit: Int.random(in: 1...15, using: &random))
  }

  @Test(arguments: 0..<8 as Range<UInt64>)
  func `A walk finds what a naive one finds; one that stops early has nothing that is wrong`(seed: UInt64) async throws
  {
    var random = SplitMix64(seed: seed)
    let bench = GraphBench()
    var stopped = 0
    for _ in 0..<25 {
      let graph = RandomGraph(&random)
      try await bench.execute(graph.sql.joined(separator: ";"))
      for _ in 0..<8 {
        let (query, start) = (Self.query(&random), Int.random(in: graph.types.indices, using: &random))
        let budget = NeighbourhoodWalk.Budget(relationships: Bool.random(using: &random) ? 20_000 : 5)
        let found = try await bench.graph.store.read { db in
          let entity = try #require(try EntityTable(db: db).find(id: "\(start)"))
          var walk = NeighbourhoodWalk(db, query, budget: budget)
          return try walk.run(from: entity)
        }
        let (distances, edges) = graph.neighbourhood(of: start, query)
        let (ids, walked) = (found.entities.map(\.entity.id), found.relationships.map(\.id))
        #expect(Set(ids).count == ids.count)
        #expect(Set(walked).count == walked.count)
        #expect(ids.count <= query.limit)
        #expect(found.entities.map(\.distance) == found.entities.map(\.distance).sorted())
        for (entity, distance) in found.entities { #expect(Int(entity.id).flatMap { distances[$0] } == distance) }
        for relationship in found.relationships {
          #expect(ids.contains(relationship.source.id) && ids.contains(relationship.target.id))
          #expect(Int(relationship.id).map(edges.contains) == true)
        }
        if found.isTruncated {
          stopped += 1
        } else {
          #expect(Set(ids) == Set(distances.keys.map { "\($0)" }))
          #expect(Set(walked) == Set(edges.map { "\($0)" }))
        }
        // It stops only where something is too much.
        if budget.relationships > 100 { #expect(found.isTruncated == (distances.count > query.limit)) }
      }
    }
    #expect(stopped > 5)
  }
}
