import ConfigSchema
import RouterCore
import RouterResources
import TestSupport
import Testing

@testable import AgentsPlugin

/// A source of agents and its surroundings.
struct AgentsBench: Sendable {
  let bench: SourceBench
  let office: AgentOffice
  let source: AgentsSource

  /// - Parameters:
  ///   - config: as YAML; a store in memory unless it says otherwise.
  ///   - bench: of an earlier life, whose log goes on.
  init(_ config: String = "", bench: SourceBench = SourceBench(name: "agents")) {
    self.bench = bench
    office = AgentOffice()
    let store = config.contains("store:") ? "" : "store: { type: memory }\n"
    let context = ComponentContext(
      name: bench.name, catalogue: bench.catalogue, time: bench.time, logger: ComponentContext.sample().logger,
      events: EventFeed(bench.log), agents: office)
    source = AgentsSource(.sample(store + config), context)
    office.use([source])
  }

  var time: VirtualTime { bench.time }

  func running<Result: Sendable>(_ body: () async throws -> Result) async throws -> Result {
    try await bench.running(source) {
      // All agents are looked after.
      while await !source.crew.isAtWork, !Task.isCancelled { await Task.yield() }
      return try await body()
    }
  }

  // MARK: REST

  static let admin = ResourceRequest.Caller(subject: "user_456", permissions: Set(Permission.allCases))

  func request(
    _ name: String, _ id: String? = nil, body: String? = nil, query: [String: String] = [:],
    caller: ResourceRequest.Caller = admin, ifMatch: EntityTagCondition? = nil, key: String? = nil
  ) async throws -> ResourceAnswer {
    guard let route = source.resources.first(where: { $0.description.name == name }) else {
      Issue.record("there is no route \(name)")
      return .nothing
    }
    return try await route.answer(
      ResourceRequest(
        route: name, path: id.map { ["agent_id": $0] } ?? [:], query: query, body: body.map { .sample($0) },
        caller: caller, ifMatch: ifMatch, idempotencyKey: key))
  }

  @discardableResult
  func create(_ body: String) async throws -> JSONNode {
    try await request("createAgent", body: body).json
  }

  func status(of id: String) async throws -> String? {
    try await source.registry.find(id)?.state.status.rawValue
  }

  // MARK: Commands

  @discardableResult
  func command(
    _ name: AgentCommand.Name, _ agent: String, _ parameters: String? = nil, callerAgent: String? = nil
  ) async throws(AgentCommandError) -> AgentCommandResult {
    try await source.perform(
      AgentCommand(
        name, agent: agent, parameters: parameters.map { .sample($0) }, requestID: "req_1", subject: "user_456",
        callerAgent: callerAgent))
  }

  // MARK: Events

  /// What somebody else brings into the log.
  func publish(_ type: String, _ data: String, time: Timestamp? = nil, from name: String = "ingest") async throws {
    let emitter = Emitter(
      name: name, intake: Intake(catalogue: bench.catalogue, time: bench.time), log: bench.log,
      counters: SourceCounters())
    try await emitter.emit(EventDraft(type: type, data: .sample(data), time: time))
  }

  /// The registry has read what there is for it in the log.
  func settle() async throws {
    let entries = bench.log.retained(after: .zero, limit: .max - 1)
    let head = entries.last { InferenceSighting($0, source: bench.name) != nil }?.number ?? .zero
    while try await source.registry.place() < head, !Task.isCancelled { await Task.yield() }
  }

  /// Type and data of the first events; waits for them.
  func events(_ count: Int) async -> [String] {
    await bench.events(count).map { "\($0.typeName) \($0.data)" }
  }

  /// `agent: old→new (reason)` of the status events among the first events; waits for them.
  func changes(_ count: Int) async -> [String] {
    await bench.events(count).filter { $0.typeName == "agent_status" }.map { event in
      let data = event.data.root
      func text(_ key: String) -> String { data[key]?.string ?? "?" }
      return "\(text("agent_id")): \(text("old_status"))→\(text("new_status")) (\(text("reason")))"
    }
  }
}

extension ResourceAnswer {
  var json: JSONNode { JSONDocument.sample(String(decoding: body ?? [], as: UTF8.self)).root }
}
