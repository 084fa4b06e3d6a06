import HTTPTypes
import RouterCore
import RouterResources
import TestSupport
import Testing

struct ResourceCollectionTests {
  private static let clients = ResourceCollection(
    "assessment client", path: "/api/v1/clients", parameter: "client_id", tag: RouteTag("t", ""),
    shape: NamedShape("client", "", .exact([.required("id", .identifier, "")])),
    permissions: .init(create: .createAgent, change: .modifyAgent, delete: .deleteAgent))
  private static let body = PayloadShape.exact([])

  private static func codes(_ route: RouteDescription) -> [Int] { route.allResponses.map(\.status.code) }

  @Test func `Names, paths and permissions follow from the collection`() {
    let clients = Self.clients
    let routes = [
      clients.list(), clients.create(Self.body), clients.get(), clients.update(Self.body), clients.delete(),
    ]
    #expect(
      routes.map(\.name) == [
        "listAssessmentClients", "createAssessmentClient", "getAssessmentClient", "updateAssessmentClient",
        "deleteAssessmentClient",
      ])
    #expect(routes.map(\.method) == [.get, .post, .get, .patch, .delete])
    let (all, one) = ("/api/v1/clients", "/api/v1/clients/{client_id}")
    #expect(routes.map(\.path) == [all, all, one, one, one])
    let permissions: [Permission] = [.viewAgents, .createAgent, .viewAgents, .modifyAgent, .deleteAgent]
    #expect(routes.map(\.access) == permissions.map { .permission($0) })
    for route in routes {
      let inPath = route.parameters.filter { $0.place == .path }.map { "{\($0.name)}" }
      #expect(inPath.allSatisfy(route.path.contains) && (route.path == one) == (inPath.count == 1))
      #expect(Set(Self.codes(route)).isSuperset(of: [401, 403, 429, 503]))
      #expect(Self.codes(route) == Set(Self.codes(route)).sorted(), "\(route.name)")
    }
  }

  @Test func `A plural of its own names the list`() {
    let entities = ResourceCollection(
      "entity", plural: "entities", path: "/e", parameter: "id", tag: RouteTag("t", ""), shape: Self.clients.shape)
    #expect(entities.list().name == "listEntities")
    #expect(entities.get().name == "getEntity")
    #expect(entities.notFound("x").detail == "there is no entity 'x'")
  }

  @Test func `A list takes a page and its filters`() {
    let list = Self.clients.list(filters: [.query("status", .identifier, "")])
    #expect(list.parameters.map(\.name) == ["status", "limit", "cursor"])
    for (limit, isFine) in [("1", true), ("200", true), ("0", false), ("201", false), ("1.5", false)] {
      let shape = list.parameters[1].shape
      #expect(shape.violations(in: JSONDocument.sample(limit).root).isEmpty == isFine, "\(limit)")
    }
  }

  @Test func `What a route may answer depends on what it may do`() {
    let clients = Self.clients
    #expect(Self.codes(clients.create(Self.body)) == [201, 400, 401, 403, 408, 409, 413, 415, 422, 429, 503])
    #expect(Self.codes(clients.create(Self.body, upsert: true)).prefix(2) == [200, 201])
    #expect(Self.codes(clients.get()) == [200, 304, 400, 401, 403, 404, 429, 503])
    #expect(Self.codes(clients.update(Self.body)) == [200, 400, 401, 403, 404, 408, 412, 413, 415, 422, 429, 503])
    #expect(Self.codes(clients.update(Self.body, conflict: "c")).contains(409))
    #expect(Self.codes(clients.delete()) == [204, 400, 401, 403, 404, 412, 429, 503])
    #expect(Self.codes(clients.delete(conflict: "c")).contains(409))
    #expect(clients.update(Self.body).body.map(\.mediaType) == ["application/merge-patch+json", "application/json"])
  }

  @Test func `A place is an encoded path`() {
    #expect(Self.clients.location(of: "a b/c") == "/api/v1/clients/a%20b%2Fc")
  }
}
