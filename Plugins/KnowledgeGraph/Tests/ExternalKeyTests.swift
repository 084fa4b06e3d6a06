import TestSupport
import Testing

@testable import KnowledgeGraphPlugin

struct ExternalKeyTests {
  private static let path = ["namespace": "wikidata", "external_key": "Q1/ä"]

  @Test func `PUT makes an entity, changes it, and does nothing the third time`() async throws {
    let bench = GraphBench()
    let made = await bench.send(
      "putEntityByKey", nil, #"{"type":"t","label":"One","properties":{"a":1}}"#, path: Self.path)
    #expect(made.status == 201)
    #expect(made.string("namespace") == "wikidata")
    #expect(made.string("external_key") == "Q1/ä")
    let changed = await bench.send("putEntityByKey", nil, #"{"type":"t","label":"Two"}"#, path: Self.path)
    #expect(changed.status == 200)
    #expect(changed.string("entity_id") == made.string("entity_id"))
    #expect(changed.text("properties") == "{}")
    let before = try await bench.content()
    let same = await bench.send("putEntityByKey", nil, #"{"label":"Two","type":"t","properties":{}}"#, path: Self.path)
    #expect(same.status == 200)
    #expect(same.tag == changed.tag)
    #expect(try await bench.content() == before)
    let id = try #require(made.string("entity_id"))
    #expect(
      try await bench.events() == [
        #"entity_created {"entity_id":"\#(id)","type":"t","label":"One","created_by":"user_123","properties":{"a":1},"#
          + #""namespace":"wikidata","external_key":"Q1/ä"}"#,
        #"entity_updated {"entity_id":"\#(id)","updated_by":"user_123","changes":{"label":"Two","properties":{}}}"#,
      ])
    #expect(await bench.send("getEntityByKey", path: Self.path).body == same.body)
  }

  @Test func `POST with a known key changes the entity; the namespace is the type if left out`() async throws {
    let bench = GraphBench()
    let made = await bench.send("createEntity", nil, #"{"type":"t","label":"One","external_key":"k"}"#)
    #expect(made.status == 201)
    #expect(made.string("namespace") == "t")
    let same = await bench.send("createEntity", nil, #"{"type":"t","label":"Two","external_key":"k"}"#)
    #expect(same.status == 200)
    #expect(same.string("entity_id") == made.string("entity_id"))
    let other = await bench.send("createEntity", nil, #"{"type":"u","label":"Two","external_key":"k"}"#)
    #expect(other.status == 201)
    #expect(other.string("entity_id") != made.string("entity_id"))
  }

  @Test func `However many do it at once, there is one entity and one event`() async throws {
    let bench = GraphBench()
    let body = #"{"type":"t","label":"One","external_key":"k"}"#
    let statuses = await withTaskGroup { group in
      for _ in 0..<100 { group.addTask { await bench.send("createEntity", nil, body).status } }
      return await group.reduce(into: [Int: Int]()) { $0[$1, default: 0] += 1 }
    }
    #expect(statuses == [201: 1, 200: 99])
    #expect(try await bench.events().count == 1)
  }

  @Test func `A key that only looks like one's own may be another's`() async throws {
    let bench = GraphBench()
    let (composed, decomposed) = ("caf\u{E9}", "cafe\u{301}")
    for (id, key) in [("a", composed), ("b", decomposed)] {
      let body = #"{"entity_id":"\#(id)","type":"t","label":"L","external_key":"\#(key)","namespace":"n"}"#
      #expect(await bench.send("createEntity", nil, body).status == 201)
    }
    let taken = await bench.send("updateEntity", "a", #"{"external_key":"\#(decomposed)"}"#)
    #expect(taken.status == 409)
    #expect(taken.pointers == ["/external_key"])
  }

  @Test func `A key can be changed, taken away and given again, but not be another's`() async throws {
    let bench = GraphBench()
    for (id, key) in [("a", "1"), ("b", "2")] {
      let body = #"{"entity_id":"\#(id)","type":"t","label":"L","external_key":"\#(key)","namespace":"n"}"#
      #expect(await bench.send("createEntity", nil, body).status == 201)
    }
    let before = try await bench.content()
    let taken = await bench.send("updateEntity", "b", #"{"external_key":"1"}"#)
    #expect(taken.status == 409)
    #expect(taken.pointers == ["/external_key"])
    let another = #"{"entity_id":"c","type":"t","label":"L","external_key":"1","namespace":"n"}"#
    #expect(await bench.send("createEntity", nil, another).status == 409)
    #expect(try await bench.content() == before)
    #expect(await bench.send("updateEntity", "a", #"{"external_key":null}"#).json["namespace"] == nil)
    #expect(
      try await bench.events().last?.hasSuffix(#""changes":{"namespace":null,"external_key":null}}"#) == true)
    #expect(await bench.send("updateEntity", "b", #"{"external_key":"1"}"#).string("external_key") == "1")
    #expect(await bench.send("updateEntity", "b", #"{"namespace":"m"}"#).string("namespace") == "m")
    #expect(await bench.send("updateEntity", "b", #"{"namespace":null}"#).string("namespace") == "t")
  }
}
