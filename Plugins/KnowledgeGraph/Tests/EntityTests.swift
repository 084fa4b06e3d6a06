import RouterCore
import RouterResources
import TestSupport
import Testing

@testable import KnowledgeGraphPlugin

struct EntityTests {
  private static let city = #"{"entity_id":"e1","type":"city","label":"Köln","properties":{"people":1085664}}"#

  @Test func `A new entity is there, with who made it and when`() async {
    let bench = GraphBench()
    let made = await bench.send("createEntity", nil, Self.city)
    #expect(made.status == 201)
    #expect(made.location == "/api/v1/entities/e1")
    let stamp = #""created_by":"user_123","created_at":"2024-01-15T10:30:00Z""#
    #expect(
      made.body
        == #"{"entity_id":"e1","type":"city","label":"Köln","properties":{"people":1085664},"#
        + #"\#(stamp),\#(stamp.replacing("created", with: "updated"))}"#)
    let found = await bench.send("getEntity", "e1")
    #expect(found.body == made.body)
    #expect(found.tag == made.tag)
  }

  @Test func `Without an id it gets one`() async throws {
    let bench = GraphBench()
    let made = await bench.send("createEntity", nil, #"{"type":"t","label":"L"}"#)
    let id = try #require(made.string("entity_id"))
    #expect(id.wholeMatch(of: #/entity_[0-9a-f]{12}/#) != nil)
    #expect(made.text("properties") == "{}")
  }

  @Test func `A merge patch changes what it names, and says so`() async throws {
    let bench = GraphBench()
    let made = await bench.send("createEntity", nil, Self.city)
    bench.time.advance(by: .seconds(60))
    let caller = ResourceRequest.Caller(subject: "user_9", permissions: [])
    let patched = await bench.send(
      "updateEntity", "e1", #"{"label":"Cologne","properties":{"people":null,"river":"Rhein"}}"#, as: caller)
    #expect(patched.status == 200)
    #expect(patched.string("label") == "Cologne")
    #expect(patched.text("properties") == #"{"river":"Rhein"}"#)
    #expect(patched.string("updated_by") == "user_9")
    #expect(patched.string("updated_at") == "2024-01-15T10:31:00Z")
    #expect(patched.string("created_by") == "user_123")
    #expect(patched.tag != made.tag)
    #expect(
      try await bench.events().last
        == #"entity_updated {"entity_id":"e1","updated_by":"user_9","changes":{"label":"Cologne","properties":{"river":"Rhein"}}}"#
    )
    #expect(await bench.send("updateEntity", "e1", #"{"properties":null}"#).text("properties") == "{}")
  }

  @Test(
    arguments: [
      "{}", #"{"label":"Köln"}"#, #"{"type":"city","properties":{"people":1085664.0}}"#, #"{"properties":{"x":null}}"#,
      #"{"external_key":null}"#, #"{"namespace":null}"#,
    ])
  func `What means the same changes nothing`(_ patch: String) async throws {
    let bench = GraphBench()
    let made = await bench.send("createEntity", nil, Self.city)
    let before = try await bench.content()
    let patched = await bench.send("updateEntity", "e1", patch)
    #expect(patched.status == 200)
    #expect(patched.body == made.body)
    #expect(patched.tag == made.tag)
    #expect(try await bench.content() == before)
  }

  @Test func `The same label in another normalization form is another one`() async throws {
    let bench = GraphBench()
    _ = await bench.send("createEntity", nil, Self.city)
    let patched = await bench.send("updateEntity", "e1", #"{"label":"Ko\u0308ln"}"#)
    #expect(patched.string("label")?.unicodeScalars.count == 5)
    #expect(try await bench.events().count == 2)
  }

  @Test func `A deleted entity is gone, and its reason is told`() async throws {
    let bench = GraphBench()
    _ = await bench.send("createEntity", nil, Self.city)
    #expect(await bench.send("deleteEntity", "e1", query: ["reason": "merged"]).status == 204)
    #expect(await bench.send("getEntity", "e1").status == 404)
    #expect(
      try await bench.events().last == #"entity_deleted {"entity_id":"e1","deleted_by":"user_123","reason":"merged"}"#)
    // Its version does not come back with its id.
    let again = await bench.send("createEntity", nil, Self.city)
    #expect(again.status == 201)
    #expect(again.tag == EntityTag(revision: 2))
  }

  // MARK: Lists

  @Test(
    arguments: [
      ([:], ["k", "b", "c", "d"]), (["type": "city"], ["k", "b"]), (["type": "City"], []),
      (["label": "KÖL"], ["k"]), (["label": "o\u{308}l"], ["k"]), (["label": "e"], ["b", "c"]), (["label": "%"], ["d"]),
      (["label_prefix": "be"], ["b"]), (["label_prefix": "rl"], []), (["label_prefix": "100%"], ["d"]),
      (["namespace": "geo"], ["k"]), (["external_key": "1"], ["k", "c"]),
      (["external_key": "1", "namespace": "person"], ["c"]), (["type": "person", "label": "cur"], ["c"]),
    ] as [([String: String], [String])])
  func `A list has what the filters let through`(_ query: [String: String], _ ids: [String]) async throws {
    let bench = GraphBench()
    for (id, type, label, more) in [
      ("k", "city", "Köln", #","external_key":"1","namespace":"geo""#), ("b", "city", "Berlin", ""),
      ("c", "person", "Marie Curie", #","external_key":"1""#), ("d", "thing", "100%", ""),
    ] {
      let body = #"{"entity_id":"\#(id)","type":"\#(type)","label":"\#(label)"\#(more)}"#
      #expect(await bench.send("createEntity", nil, body).status == 201)
    }
    let list = await bench.send("listEntities", query: query)
    let items = try #require(list.json["items"])
    #expect(items.elements.compactMap { $0["entity_id"]?.string } == ids)
  }

  @Test func `Pages have every entity that was there once, while others are made and deleted`() async throws {
    let bench = GraphBench()
    for number in 0..<100 { await make("old_\(number)", in: bench) }
    try await withThrowingTaskGroup { group in
      group.addTask {
        await withTaskGroup { others in
          for number in 0..<1_000 {
            others.addTask {
              await make("new_\(number)", in: bench)
              if number.isMultiple(of: 3) { _ = await bench.send("deleteEntity", "new_\(number)") }
            }
          }
        }
      }
      for limit in [1, 7, 50, 200] { group.addTask { try await expectOldOnes(bench, limit: limit) } }
      try await group.waitForAll()
    }
    let last = try await ids(bench, limit: 200)
    #expect(last.count == 100 + 666)
    #expect(Set(last).count == last.count)
  }

  private func make(_ id: String, in bench: GraphBench) async {
    #expect(await bench.send("createEntity", nil, #"{"entity_id":"\#(id)","type":"t","label":"L"}"#).status == 201)
  }

  private func expectOldOnes(_ bench: GraphBench, limit: Int) async throws {
    let found = try await ids(bench, limit: limit)
    #expect(found.filter { $0.hasPrefix("old_") } == (0..<100).map { "old_\($0)" })
    #expect(Set(found).count == found.count)
  }

  private func ids(_ bench: GraphBench, limit: Int) async throws -> [String] {
    var (ids, cursor): ([String], String?) = ([], nil)
    repeat {
      var query = ["limit": "\(limit)"]
      query["cursor"] = cursor
      let page = await bench.send("listEntities", query: query)
      let items = try #require(page.json["items"])
      #expect(items.count <= limit)
      ids += items.elements.compactMap { $0["entity_id"]?.string }
      cursor = page.string("next_cursor")
    } while cursor != nil
    return ids
  }
}
