import RouterCore
import TestSupport
import Testing

@testable import KnowledgeGraphPlugin

/// The six events by their documented examples, byte for byte.
struct DocumentedEventTests {
  /// The example of a type in the catalogue, without the white space between its values.
  private static func example(_ type: String) throws -> String {
    let example = try #require(Catalogue.standard.type(named: type)).example
    let compact = example.split(separator: "\n").map { $0.drop { $0 == " " } }.joined()
    return "\(type) \(compact.replacing(#/": /#, with: #"":"#).replacing(#/, "/#, with: #",""#))"
  }

  @Test func `Every change of an entity and a relationship is its documented event`() async throws {
    let bench = GraphBench()
    let user = GraphBench.user
    let steps: [(route: String, id: String?, body: String?)] = [
      ("createEntity", nil, #"{"entity_id":"entity_123","type":"concept","label":"Physics"}"#),
      ("createEntity", nil, EntityShapes.documentedCreation.json),
      ("createRelationship", nil, RelationshipShapes.documentedCreation.json),
      ("updateRelationship", "rel_456", #"{"strength":0.9}"#),
      ("updateEntity", "entity_789", #"{"label":"Quantum Information"}"#),
      ("deleteRelationship", "rel_456", nil),
      ("deleteEntity", "entity_789", nil),
    ]
    for (route, id, body) in steps {
      let reply = await bench.send(route, id, body, as: user)
      #expect((200...204).contains(reply.status), "\(route): \(reply.body)")
    }
    let expected = try [
      "entity_created", "relationship_created", "relationship_updated", "entity_updated", "relationship_deleted",
      "entity_deleted",
    ].map(Self.example)
    #expect(try await Array(bench.events().dropFirst()) == expected)
  }

  @Test func `Properties, numbers and escapes are told as they were written`() async throws {
    let bench = GraphBench()
    let properties = #"{ "n": 9007199254740993, "u":"\u00e9\/", "a" : [1.50,null] }"#
    _ = await bench.send("createEntity", nil, #"{"entity_id":"a","type":"t","label":"A","properties":\#(properties)}"#)
    _ = await bench.send("createEntity", nil, #"{"entity_id":"b","type":"t","label":"B"}"#)
    let made = await bench.send(
      "createRelationship", nil,
      #"{"source_id":"a","target_id":"b","relationship_type":"r","strength":8.50e-1,"properties":\#(properties)}"#)
    #expect(made.text("strength") == "8.50e-1")
    #expect(made.text("properties") == properties)
    let events = try await bench.events()
    #expect(events[0].contains(#""properties":\#(properties)}"#))
    #expect(events[2].contains(#""strength":8.50e-1,"#))
    #expect(events[2].hasSuffix(#","properties":\#(properties)}"#))
    #expect(await bench.send("getEntity", "a").text("properties") == properties)
  }
}
