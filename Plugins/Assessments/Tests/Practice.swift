import ConfigSchema
import HTTPTypes
import ResourceStore
import RouterCore
import RouterResources
import TestSupport
import Testing

@testable import AssessmentsPlugin

/// A source of assessments with its surroundings, and clients who ask it.
struct Practice: Sendable {
  let bench: SourceBench
  let source: AssessmentsSource
  let agents: AgentOffice

  /// - Parameters:
  ///   - yaml: the config; the store is in memory unless it says otherwise.
  ///   - agent: who does tasks.
  init(
    _ yaml: String = "", agent: FakeAgent? = nil, catalogue: Catalogue = .standard, time: VirtualTime = VirtualTime()
  ) {
    let store = yaml.contains("store:") ? "" : "store: { type: memory }\n"
    bench = SourceBench(name: "assessments", catalogue: catalogue, time: time)
    agents = AgentOffice()
    if let agent { agents.use([agent]) }
    let context = ComponentContext(
      name: bench.name, catalogue: catalogue, time: time, logger: ComponentContext.sample().logger, agents: agents)
    source = AssessmentsSource(AssessmentsConfig.sample(store + yaml), context)
  }

  // MARK: REST

  /// - Parameters:
  ///   - route: such as `createClient`.
  ///   - id: of the path.
  func send(
    _ route: String, _ id: String? = nil, _ body: String? = nil, query: [String: String] = [:], ifMatch: String? = nil,
    key: String? = nil, subject: String = "user_456", agent: String? = nil
  ) async throws -> ResourceAnswer {
    let found = try #require(source.resources.first { $0.description.name == route }, "there is no route \(route)")
    let parameter = found.description.parameters.first { $0.place == .path }?.name
    var path: [String: String] = [:]
    if let parameter, let id { path[parameter] = id }
    let document = try body.map { try JSONDocument(parsing: $0) }
    if let document {
      let violations = found.description.body.first?.shape?.violations(in: document.root) ?? []
      if !violations.isEmpty { throw Problem(violations) }
    }
    return try await found.answer(
      ResourceRequest(
        route: route, path: path, query: query, body: document,
        caller: .init(subject: subject, permissions: Set(Permission.allCases), agent: agent),
        ifMatch: ifMatch.flatMap { EntityTagCondition([$0]) }, idempotencyKey: key))
  }

  /// The status of an answer or a problem.
  func status(
    _ route: String, _ id: String? = nil, _ body: String? = nil, query: [String: String] = [:], ifMatch: String? = nil,
    agent: String? = nil
  ) async throws -> Int {
    do {
      return try await send(route, id, body, query: query, ifMatch: ifMatch, agent: agent).status.code
    } catch let error as any ProblemConvertible {
      let route = source.resources.first { $0.description.name == route }
      let declared = route?.description.allResponses.map(\.status.code) ?? []
      #expect(declared.contains(error.problem.status.code), "\(error.problem) is not declared")
      return error.problem.status.code
    }
  }

  // MARK: Legacy

  func ask(
    _ action: String, _ payload: String, isQuery: Bool = false, agent: String? = nil
  ) async throws(RequestError) -> String {
    let document = (try? JSONDocument(parsing: payload)) ?? .null
    return try await source.answer(
      TargetRequest(
        target: "assessment_agent", action: action, payload: document, isQuery: isQuery, subject: "user_456",
        access: [.read, .write], agent: agent)
    ).description
  }

  /// An answer, or `code message details`.
  func outcome(_ action: String, _ payload: String, agent: String? = nil) async -> String {
    do throws(RequestError) {
      return try await ask(action, payload, agent: agent)
    } catch {
      return "\(error.code) \(error.message) \(error.details.map(\.description) ?? "")"
    }
  }

  // MARK: Looking

  /// All that is stored and shown.
  func everything() async throws -> String {
    let clients = try await send("listClients").text
    let assessments = try await send("listAssessments").text
    return clients + assessments + (try await waiting().joined())
  }

  /// Events that wait for the log, or went there: `type data`.
  func waiting() async throws -> [String] {
    try await source.desk.store.read { db in
      try StoredEvent.all(db).map { "\($0.type) \($0.data)" }
    }
  }

  /// With a client and an assessment `a` of it.
  func begun() async throws -> Practice {
    _ = try await send("createClient", nil, #"{"client_id":"c","name":"Ada"}"#)
    _ = try await send("createAssessment", nil, #"{"id":"a","client_id":"c","type":"initial"}"#)
    return self
  }
}

extension ResourceAnswer {
  var text: String { body.map { String(decoding: $0, as: UTF8.self) } ?? "" }
  var json: JSONNode? { body.flatMap { try? JSONDocument(parsing: $0).root } }
}
