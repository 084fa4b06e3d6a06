import ConfigSchema
import Foundation
import GRDB
import HTTPTypes
import RouterCore
import RouterResources
import TestSupport
import Testing

@testable import KnowledgeGraphPlugin

/// A graph whose events stay in its outbox, and clients that ask by the routes' names. Every answer is held against its route's
/// description.
struct GraphBench: Sendable {
  let graph: KnowledgeGraph
  let time: VirtualTime
  private let routes: [String: ResourceRoute]

  /// - Parameter yaml: without `store`, which is in memory.
  init(_ yaml: String = "") {
    time = VirtualTime()
    graph = KnowledgeGraph(
      config: .sample("store: { type: memory }\n\(yaml)"), context: .sample(name: "graph", time: time))
    routes = Dictionary(uniqueKeysWithValues: graph.resources.map { ($0.description.name, $0) })
  }

  struct Reply: Sendable {
    let status: Int
    let body: String
    var tag: EntityTag?
    var location: String?
    /// Where the errors are.
    var pointers: [String] = []

    var json: JSONNode { JSONDocument.sample(body).root }
    func text(_ member: String) -> String? { json[member].map { String(decoding: $0.text, as: UTF8.self) } }
    func string(_ member: String) -> String? { json[member]?.string }
  }

  static let user = ResourceRequest.Caller(subject: "user_123", permissions: Set(Permission.allCases))

  func send(
    _ route: String, _ id: String? = nil, _ body: String? = nil, query: [String: String] = [:],
    path: [String: String] = [:], as caller: ResourceRequest.Caller = user, ifMatch: String? = nil, key: String? = nil
  ) async -> Reply {
    guard let resource = routes[route] else {
      Issue.record("there is no route '\(route)'")
      return Reply(status: 0, body: "{}")
    }
    let description = resource.description
    var path = path
    if let id, let name = description.parameters.first(where: { $0.place == .path })?.name { path[name] = id }
    let document = body.map(JSONDocument.sample)
    let request = ResourceRequest(
      route: route, path: path, query: query, body: document, caller: caller,
      ifMatch: ifMatch.flatMap { EntityTagCondition([$0]) }, idempotencyKey: key)
    let reply: Reply
    do {
      // As the gateway does.
      let violations = document.flatMap { description.body.first?.shape?.violations(in: $0.root) } ?? []
      guard violations.isEmpty else { throw Problem(violations) }
      reply = Reply(try await resource.answer(request))
    } catch let error as any ProblemConvertible {
      reply = Reply(error.problem)
    } catch {
      Issue.record("\(route) failed: \(error)")
      return Reply(status: 0, body: "{}")
    }
    expectDescribed(reply, description)
    return reply
  }

  private func expectDescribed(_ reply: Reply, _ description: RouteDescription) {
    guard let response = description.allResponses.first(where: { $0.status.code == reply.status }) else {
      Issue.record("\(description.name) is not said to answer \(reply.status): \(reply.body)")
      return
    }
    for shape in response.content.compactMap(\.shape) {
      #expect(shape.violations(in: reply.json) == [], "\(description.name): \(reply.body)")
    }
  }

  // MARK: What there is

  /// All events so far, as `type data`.
  func events() async throws -> [String] {
    try await graph.store.read { db in
      try Row.fetchAll(db, sql: "SELECT type, data FROM junctor_outbox ORDER BY id").map { row in
        "\(row["type"] as String) \(String(decoding: row["data"] as Data, as: UTF8.self))"
      }
    }
  }

  /// All that is kept, row by row; the same if nothing has changed.
  func content() async throws -> [String] {
    try await graph.store.read { db in
      try ["entity", "relationship", "junctor_store", "junctor_outbox", "junctor_answer"].flatMap { table in
        try Row.fetchAll(db, sql: "SELECT * FROM \(table)").map { "\(table) \($0.databaseValues)" }
      }
    }
  }

  // MARK: Much at once

  /// Rows that no client has made.
  func execute(_ sql: String) async throws {
    try await graph.store.write { try $0.database.execute(sql: sql) }
  }
}

extension GraphBench.Reply {
  fileprivate init(_ answer: ResourceAnswer) {
    self.init(
      status: answer.status.code, body: answer.body.map { String(decoding: $0, as: UTF8.self) } ?? "{}",
      tag: answer.tag,
      location: answer.location)
  }

  fileprivate init(_ problem: Problem) {
    self.init(status: problem.status.code, body: String(decoding: problem.bytes, as: UTF8.self))
    pointers = problem.errors.map { error in
      switch error.place {
      case .body(let pointer): pointer
      case .query(let name): "?\(name)"
      case .header(let name): name
      }
    }
  }
}
