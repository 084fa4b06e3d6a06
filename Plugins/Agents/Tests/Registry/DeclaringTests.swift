import RouterCore
import RouterResources
import TestSupport
import Testing

@testable import AgentsPlugin

/// Agents in the router's config, over several lives of the router.
@Suite(.timeLimit(.minutes(1))) struct DeclaringTests {
  /// Each config in a life of its own with the same store and log: the new events of each life.
  private static func live(
    _ configs: [String], _ body: (Int, AgentsBench) async throws -> Void = { _, _ in }
  ) async throws -> [[String]] {
    let folder = try TemporaryFolder()
    var bench = SourceBench(name: "agents")
    var lives: [[String]] = []
    for (index, config) in configs.enumerated() {
      if index > 0 { try folder.copyStore("agents\(index - 1).db", to: "agents\(index).db") }
      let agents = AgentsBench("store: { path: \(folder.path("agents\(index).db")) }\n\(config)", bench: bench)
      let before = bench.accepted
      try await agents.running {
        try await body(index, agents)
        while try await agents.source.registry.store.backlog() > 0, !Task.isCancelled { await Task.yield() }
      }
      lives.append(bench.events.dropFirst(before).map { "\($0.typeName) \($0.data)" })
      bench = agents.bench
    }
    return lives
  }

  @Test func `What is declared is created once, and told once`() async throws {
    let config = "agents: { a: { name: Analyst, template: t, config: { x: 1 } }, b: {} }"
    let lives = try await Self.live([config, config])
    #expect(
      lives == [
        [
          #"agent_created {"agent_id":"a","name":"Analyst","template":"t","created_by":"config","status":"pending"}"#,
          #"agent_created {"agent_id":"b","name":"b","created_by":"config","status":"pending"}"#,
        ], [],
      ])
  }

  @Test func `What the config changes is told; what it does not declare any more is deleted`() async throws {
    let lives = try await Self.live([
      "agents: { a: { name: A, template: t, config: { x: 1 } }, b: {} }",
      "agents: { a: { name: B, capacity: 3, config: { x: 2 } } }",
      "agents: {}",
    ])
    #expect(
      lives[1] == [
        #"agent_deleted {"agent_id":"b","name":"b","deleted_by":"config","reason":"removed_from_config"}"#,
        #"agent_updated {"agent_id":"a","updated_by":"config","changes":{"name":"B","template":null,"capacity":3,"config":{"x":2}}}"#,
      ])
    #expect(
      lives[2] == [
        #"agent_deleted {"agent_id":"a","name":"B","deleted_by":"config","reason":"removed_from_config"}"#
      ])
  }

  @Test func `A configuration changed by command stays until the config has another one`() async throws {
    let config = "agents: { a: { config: { x: 1 } } }"
    var seen: [String?] = []
    _ = try await Self.live([config, config, "agents: { a: { config: { x: 3 } } }"]) { index, bench in
      if index == 0 { try await bench.command(.updateConfig, "a", #"{"x":2}"#) }
      seen.append(try await bench.request("getAgent", "a").json["config"]?.compact)
    }
    #expect(seen == [#"{"x":2}"#, #"{"x":2}"#, #"{"x":3}"#])
  }

  @Test func `A declared agent is changed and deleted in the config only, but for its configuration`() async throws {
    _ = try await Self.live(["agents: { a: { name: A } }"]) { _, bench in
      for body in [#"{"name":"B"}"#, #"{"config":{"x":1},"capacity":2}"#, #"{"driver":{"type":"connected"}}"#] {
        await #expect {
          try await bench.request("updateAgent", "a", body: body)
        } throws: {
          ($0 as? any ProblemConvertible)?.problem.status == .conflict
        }
      }
      await #expect {
        try await bench.request("deleteAgent", "a")
      } throws: {
        ($0 as? any ProblemConvertible)?.problem.status == .conflict
      }
      #expect(try await bench.request("updateAgent", "a", body: #"{"config":{"x":1}}"#).status == .ok)
      let agent = try await bench.request("getAgent", "a").json
      #expect(agent["name"]?.string == "A")
      #expect(agent["declared"]?.bool == true)
      #expect(agent["config"]?.compact == #"{"x":1}"#)
    }
  }

  @Test func `An agent that was created by request is taken over, and keeps what it has done`() async throws {
    let lives = try await Self.live(["", "agents: { a: { name: A } }"]) { index, bench in
      if index == 0 {
        try await bench.create(#"{"agent_id":"a","name":"A"}"#)
        try await bench.publish("inference_completed", #"{"inference_id":"1","agent_id":"a"}"#)
        try await bench.settle()
      } else {
        #expect(try await bench.request("getAgentMetrics", "a").json["inference_count"]?.int == 1)
      }
    }
    #expect(
      lives[1] == [
        #"agent_updated {"agent_id":"a","updated_by":"config","changes":{"driver":{"type":"connected"}}}"#
      ])
  }

  @Test func `An agent that starts by itself is started when it comes`() async throws {
    let bench = AgentsBench("agents: { a: { autostart: true } }")
    let agent = ConnectedAgent("a", bench.office.connections)
    try await bench.running {
      #expect(await bench.changes(2) == ["a: pending→active (started_by_config)"])
      #expect(agent.commands == ["start"])
    }
  }
}
