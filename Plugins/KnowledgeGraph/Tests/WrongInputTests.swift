import RouterResources
import TestSupport
import Testing

@testable import KnowledgeGraphPlugin

/// Whatever is wrong is named, and changes nothing.
struct WrongInputTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let route: String
    var id: String?
    var body: String?
    var query: [String: String] = [:]
    var path: [String: String] = [:]
    var ifMatch: String?
    let status: Int
    var pointers: [String] = []

    var testDescription: String { "\(route) \(id ?? "") \(body?.prefix(80) ?? "") \(query)" }
  }

  private static func entity(_ body: String, _ pointers: String..., status: Int = 422) -> Case {
    Case(route: "createEntity", body: body, status: status, pointers: pointers)
  }
  private static func patch(_ body: String, _ pointers: String...) -> Case {
    Case(route: "updateEntity", id: "a", body: body, status: 422, pointers: pointers)
  }
  private static func relationship(_ body: String, _ pointers: String..., status: Int = 422) -> Case {
    Case(route: "createRelationship", body: body, status: status, pointers: pointers)
  }

  private static let long = String(repeating: "x", count: 600)
  private static let deep = String(repeating: #"{"a":"#, count: 32) + "{}" + String(repeating: "}", count: 32)
  private static let wide = #"{"a":"\#(String(repeating: "x", count: 32_768))"}"#
  private static let ends = #""source_id":"a","target_id":"b","relationship_type":"new""#

  static let cases: [Case] = [
    entity("{}", "/type", "/label"), entity("[]", ""), entity(#"{"type":1,"label":"L"}"#, "/type"),
    entity(#"{"type":"","label":"L"}"#, "/type"), entity(#"{"type":"t","label":null}"#, "/label"),
    entity(#"{"type":"t","label":"L","color":1}"#, "/color"),
    entity(#"{"type":"t","label":"\#(long)"}"#, "/label"), entity(#"{"type":"\#(long)","label":"L"}"#, "/type"),
    entity(#"{"type":"t\n","label":"L\u0000"}"#, "/type", "/label"),
    entity(#"{"type":"t","label":"\u009f"}"#, "/label"),
    entity(#"{"entity_id":"\u0000","type":"t","label":"L"}"#, "/entity_id"),
    entity(#"{"entity_id":"\#(long)","type":"t","label":"L"}"#, "/entity_id"),
    entity(#"{"entity_id":"by-key","type":"t","label":"L"}"#, "/entity_id"),
    entity(#"{"entity_id":"..","type":"t","label":"L"}"#, "/entity_id"),
    entity(#"{"type":"t","label":"..","external_key":"."}"#, "/external_key"),
    entity(#"{"entity_id":"a","type":"t","label":"L"}"#, "/entity_id", status: 409),
    entity(#"{"type":"t","label":"L","properties":[]}"#, "/properties"),
    entity(#"{"type":"t","label":"L","properties":\#(deep)}"#, "/properties"),
    entity(#"{"type":"t","label":"L","properties":\#(wide)}"#, "/properties"),
    entity(#"{"type":"t","label":"L","namespace":"n"}"#, "/namespace"),
    entity(#"{"type":"t","label":"L","external_key":"\#(long)"}"#, "/external_key"),

    patch("[]", ""), patch(#"{"label":null}"#, "/label"), patch(#"{"entity_id":"b"}"#, "/entity_id"),
    patch(#"{"created_by":"me"}"#, "/created_by"), patch(#"{"label":"\u0007"}"#, "/label"),
    patch(#"{"properties":\#(wide)}"#, "/properties"), patch(#"{"properties":\#(deep)}"#, "/properties"),
    patch(#"{"namespace":"n"}"#, "/namespace"), patch(#"{"external_key":""}"#, "/external_key"),
    Case(route: "updateEntity", id: "x", body: "{}", status: 404),
    Case(route: "updateEntity", id: "a", body: #"{"label":"N"}"#, ifMatch: "\"77\"", status: 412),
    Case(route: "updateEntity", id: "a", body: #"{"label":"N"}"#, ifMatch: "W/\"1\"", status: 412),
    Case(route: "deleteEntity", id: "x", status: 404),
    Case(route: "deleteEntity", id: "c", ifMatch: "\"77\"", status: 412),
    Case(route: "deleteEntity", id: "c", query: ["reason": "a\u{85}"], status: 400, pointers: ["?reason"]),
    Case(route: "deleteEntity", id: "c", query: ["reason": long], status: 400, pointers: ["?reason"]),
    Case(route: "getEntity", id: "x", status: 404),
    Case(route: "listEntities", query: ["cursor": "1"], status: 400, pointers: ["?cursor"]),
    Case(route: "listRelationships", query: ["cursor": "p-1"], status: 400, pointers: ["?cursor"]),
    Case(
      route: "putEntityByKey", body: #"{"type":"t"}"#, path: ["namespace": "n", "external_key": "k"], status: 422,
      pointers: ["/label"]),
    Case(
      route: "putEntityByKey", body: #"{"type":"t","label":"L","external_key":"k"}"#,
      path: ["namespace": "n", "external_key": "k"], status: 422, pointers: ["/external_key"]),
    Case(
      route: "putEntityByKey", body: #"{"type":"t","label":"L"}"#, path: ["namespace": "n", "external_key": "k"],
      ifMatch: "*", status: 412),
    Case(
      route: "putEntityByKey", body: #"{"type":"t","label":"L"}"#, path: ["namespace": long, "external_key": "k"],
      status: 404),
    Case(route: "getEntityByKey", path: ["namespace": "n", "external_key": "k"], status: 404),

    relationship("{}", "/source_id", "/target_id", "/relationship_type"),
    relationship(#"{\#(ends),"strength":1.01}"#, "/strength"),
    relationship(#"{\#(ends),"strength":-0.1}"#, "/strength"),
    relationship(#"{\#(ends),"strength":"1"}"#, "/strength"),
    relationship(#"{\#(ends),"strength":1e400}"#, "/strength"),
    relationship(#"{\#(ends),"strength":null}"#, "/strength"),
    relationship(#"{\#(ends),"strength":0.\#(String(repeating: "1", count: 40))}"#, "/strength"),
    relationship(#"{\#(ends),"weight":1}"#, "/weight"), relationship(#"{\#(ends),"properties":1}"#, "/properties"),
    relationship(#"{"source_id":"a\u0000","target_id":"b","relationship_type":"new"}"#, "/source_id"),
    relationship(#"{"source_id":"a","target_id":"b","relationship_type":"\#(long)"}"#, "/relationship_type"),
    relationship(#"{\#(ends),"relationship_id":"r"}"#, "/relationship_id", status: 409),
    Case(route: "updateRelationship", id: "r", body: #"{"source_id":"c"}"#, status: 422, pointers: ["/source_id"]),
    Case(route: "updateRelationship", id: "r", body: #"{"strength":2}"#, status: 422, pointers: ["/strength"]),
    Case(route: "updateRelationship", id: "r", body: #"{"strength":0.1}"#, ifMatch: "\"77\"", status: 412),
    Case(route: "updateRelationship", id: "x", body: "{}", status: 404),
    Case(route: "deleteRelationship", id: "x", status: 404),
    Case(route: "deleteRelationship", id: "r", ifMatch: "\"77\"", status: 412),
    Case(route: "getRelationship", id: "x", status: 404), Case(route: "getNeighbourhood", id: "x", status: 404),
  ]

  @Test(arguments: cases)
  func `Wrong input gets its error and changes nothing`(_ wrong: Case) async throws {
    let bench = await RelationshipTests.bench()
    _ = await bench.send("createRelationship", nil, RelationshipTests.body("a", "b", #","relationship_id":"r""#))
    let before = try await bench.content()
    let reply = await bench.send(
      wrong.route, wrong.id, wrong.body, query: wrong.query, path: wrong.path, ifMatch: wrong.ifMatch, key: "once")
    #expect(reply.status == wrong.status, "\(reply.body)")
    #expect(reply.pointers == wrong.pointers, "\(reply.body)")
    #expect(try await bench.content() == before)
  }

  @Test func `The token of an agent changes what the agent has made, and nothing else`() async throws {
    let bench = await RelationshipTests.bench()
    let agent = ResourceRequest.Caller(subject: "agent", permissions: [], agent: "agent_1")
    let mine = #"{"entity_id":"mine","type":"t","label":"L"}"#
    #expect(await bench.send("createEntity", nil, mine, as: agent).status == 201)
    _ = await bench.send("createRelationship", nil, RelationshipTests.body("a", "mine", #","relationship_id":"r""#))
    let before = try await bench.content()
    let attempts: [(route: String, id: String?, body: String?, query: [String: String])] = [
      ("updateEntity", "a", #"{"label":"N"}"#, [:]), ("deleteEntity", "c", nil, [:]),
      ("updateRelationship", "r", #"{"strength":0}"#, [:]), ("deleteRelationship", "r", nil, [:]),
      // The relationship that would go along is somebody else's.
      ("deleteEntity", "mine", nil, ["on_delete": "cascade"]),
    ]
    for (route, id, body, query) in attempts {
      #expect(await bench.send(route, id, body, query: query, as: agent).status == 403, "\(route)")
    }
    #expect(try await bench.content() == before)
    #expect(await bench.send("updateEntity", "mine", #"{"label":"N"}"#, as: agent).status == 200)
    _ = await bench.send("deleteRelationship", "r")
    #expect(await bench.send("deleteEntity", "mine", as: agent).status == 204)
  }

  @Test func `The same creation with the same key is answered the same, and with another body refused`() async throws {
    let bench = await RelationshipTests.bench()
    let first = await bench.send("createRelationship", nil, RelationshipTests.body("a", "b"), key: "k")
    let before = try await bench.content()
    let again = await bench.send("createRelationship", nil, RelationshipTests.body("a", "b"), key: "k")
    #expect(again.status == 201)
    #expect(again.body == first.body)
    #expect(again.location == first.location)
    #expect(await bench.send("createRelationship", nil, RelationshipTests.body("a", "c"), key: "k").status == 422)
    #expect(try await bench.content() == before)
  }
}
