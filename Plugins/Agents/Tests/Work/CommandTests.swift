import RouterCore
import RouterResources
import TestSupport
import Testing

@testable import AgentsPlugin

@Suite(.timeLimit(.minutes(1))) struct CommandTests {
  @Test func `An agent is started, stopped and restarted, each step is told`() async throws {
    let bench = AgentsBench()
    try await bench.running {
      try await bench.create(#"{"agent_id":"a","name":"A","config":{"model":"m1"}}"#)
      let agent = ConnectedAgent("a", bench.office.connections)
      try await bench.command(.start, "a")
      try await bench.command(.stop, "a", #"{"graceful":false}"#)
      try await bench.command(.restart, "a")
      try await bench.command(.restart, "a", #"{"graceful":null}"#)
      #expect(
        await bench.changes(6) == [
          "a: pending→active (started_by_user)", "a: active→stopped (stopped_by_user)",
          "a: stopped→active (restarted_by_user)", "a: active→stopped (restarted_by_user)",
          "a: stopped→active (restarted_by_user)",
        ])
      #expect(agent.commands == ["start", "stop", "start", "stop", "start"])
      let parameters = agent.orders.value.map { $0.parameters.map { "\($0)" } }
      #expect(parameters[0] == #"{"config":{"model":"m1"}}"#)
      #expect(parameters[1] == #"{"graceful":false}"#)
      #expect(parameters[3] == #"{"graceful":true}"#)
      #expect(Set(agent.orders.value.map(\.requestID)).count == 5)
    }
  }

  struct Refusal: Sendable, CustomTestStringConvertible {
    let command: AgentCommand.Name
    var agent = "a"
    var parameters: String?
    var callerAgent: String?
    let error: String

    var testDescription: String { "\(command) \(agent) \(parameters ?? "") \(callerAgent ?? "")" }
  }

  @Test(arguments: [
    Refusal(command: .start, agent: "b", error: "notFound"),
    Refusal(command: .getStatus, agent: "b", error: "notFound"),
    Refusal(command: .updateConfig, agent: "b", parameters: #"{"x":1}"#, error: "notFound"),
    Refusal(command: .stop, error: "invalidState"),
    Refusal(command: .restart, error: "invalidState"),
    Refusal(command: .start, parameters: #"{"fast":true}"#, error: "invalidCommand"),
    Refusal(command: .stop, parameters: #"{"graceful":"yes"}"#, error: "invalidCommand"),
    Refusal(command: .stop, parameters: #"{"gracefull":true}"#, error: "invalidCommand"),
    Refusal(command: .getStatus, parameters: #"{"x":1}"#, error: "invalidCommand"),
    Refusal(command: .updateConfig, error: "invalidCommand"),
    Refusal(command: .updateConfig, parameters: "{}", error: "invalidCommand"),
    Refusal(command: .start, callerAgent: "other", error: "denied"),
    Refusal(command: .updateConfig, parameters: #"{"x":1}"#, callerAgent: "other", error: "denied"),
    // Nobody is there who could be told.
    Refusal(command: .start, error: "invalidState"),
  ])
  func `What is wrong is refused and changes nothing`(refusal: Refusal) async throws {
    let bench = AgentsBench()
    try await bench.running {
      try await bench.create(#"{"agent_id":"a","name":"A"}"#)
      let before = try await bench.request("getAgent", "a").body
      await #expect("\(refusal)") {
        try await bench.command(
          refusal.command, refusal.agent, refusal.parameters, callerAgent: refusal.callerAgent)
      } throws: { error in
        "\(error)".hasPrefix(refusal.error)
      }
      #expect(try await bench.request("getAgent", "a").body == before)
      #expect(try await bench.source.registry.find("a")?.state == AgentState())
      #expect(await bench.events(1).count == 1)
      #expect(bench.bench.accepted == 1)
    }
  }

  @Test func `An agent's own token may command that agent`() async throws {
    let bench = AgentsBench()
    try await bench.running {
      try await bench.create(#"{"agent_id":"a","name":"A"}"#)
      let agent = ConnectedAgent("a", bench.office.connections)
      try await bench.command(.start, "a", callerAgent: "a")
      #expect(try await bench.status(of: "a") == "active")
      // Seeing is no matter of whose agent it is.
      guard case .status = try await bench.command(.getStatus, "a", callerAgent: "other") else {
        Issue.record("no status")
        return
      }
      agent.leave()
    }
  }

  @Test func `An agent that refuses to start has failed, and may be started again`() async throws {
    let bench = AgentsBench()
    try await bench.running {
      try await bench.create(#"{"agent_id":"a","name":"A"}"#)
      let isWilling = Watched(false)
      let agent = ConnectedAgent("a", bench.office.connections) { _ in
        isWilling.value ? .succeeded(nil) : .failed("no model")
      }
      await #expect(throws: AgentCommandError.invalidState("agent 'a' has not started: no model")) {
        try await bench.command(.start, "a")
      }
      isWilling.change { $0 = true }
      try await bench.command(.start, "a")
      #expect(
        await bench.changes(3) == ["a: pending→failed (start_failed)", "a: failed→active (started_by_user)"])
      agent.leave()
    }
  }

  @Test func `An agent that does not answer is not waited for, and has failed`() async throws {
    let bench = AgentsBench()
    try await bench.running {
      try await bench.create(#"{"agent_id":"a","name":"A","driver":{"type":"connected","timeout":"3s"}}"#)
      let agent = ConnectedAgent("a", bench.office.connections) { _ in nil }
      async let error = Self.error { try await bench.command(.start, "a") }
      await agent.orders.wait { !$0.isEmpty }
      while try await bench.status(of: "a") == "pending" {
        bench.time.advance(by: .seconds(3))
        await Task.yield()
      }
      guard case .timeout? = await error else {
        Issue.record("\(String(describing: await error))")
        return
      }
      #expect(await bench.changes(2) == ["a: pending→failed (start_timeout)"])
    }
  }

  private static func error(_ body: () async throws -> Void) async -> AgentCommandError? {
    do { try await body() } catch { return error as? AgentCommandError }
    return nil
  }

  @Test func `Commands for one agent are carried out one after the other`() async throws {
    let bench = AgentsBench()
    try await bench.running {
      try await bench.create(#"{"agent_id":"a","name":"A"}"#)
      let agent = ConnectedAgent("a", bench.office.connections)
      // Whichever comes first: the others find what it has left.
      let results = await withTaskGroup(of: String.self) { group in
        for _ in 0..<8 {
          group.addTask {
            let error = await Self.error { try await bench.command(.start, "a") }
            if case .invalidState? = error { return "refused" }
            return error.map { "\($0)" } ?? "started"
          }
        }
        return await group.reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
      }
      #expect(results == ["started": 1, "refused": 7])
      #expect(agent.commands == ["start"])
      #expect(await bench.changes(2) == ["a: pending→active (started_by_user)"])
    }
  }

  @Test func `A configuration that the agent refuses stays as it was`() async throws {
    let bench = AgentsBench()
    try await bench.running {
      try await bench.create(#"{"agent_id":"a","name":"A","config":{"x":1.50,"y":{"z":1}}}"#)
      let agent = ConnectedAgent("a", bench.office.connections) { order in
        order.command == "update_config" && order.parameters?.root["x"]?.int == 9
          ? .failed("too much") : .succeeded(nil)
      }
      try await bench.command(.start, "a")
      await #expect(throws: AgentCommandError.invalidCommand("agent 'a' has not taken the configuration: too much")) {
        try await bench.command(.updateConfig, "a", #"{"x":9}"#)
      }
      await #expect {
        try await bench.request("updateAgent", "a", body: #"{"name":"B","config":{"x":9}}"#)
      } throws: {
        ($0 as? any ProblemConvertible)?.problem.status == .conflict
      }
      #expect(try await bench.request("getAgent", "a").json["config"]?.compact == #"{"x":1.50,"y":{"z":1}}"#)
      try await bench.command(.updateConfig, "a", #"{"y":{"z":null,"w":2e1}}"#)
      // What is as it is already is no change.
      try await bench.command(.updateConfig, "a", #"{"x":1.5}"#)
      #expect(try await bench.request("getAgent", "a").json["config"]?.compact == #"{"x":1.50,"y":{"w":2e1}}"#)
      #expect(
        await bench.events(3)[2]
          == #"agent_updated {"agent_id":"a","updated_by":"user_456","changes":{"config":{"y":{"z":null,"w":2e1}}}}"#)
      #expect(bench.bench.accepted == 3)
      #expect(agent.commands == ["start", "update_config", "update_config", "update_config"])
    }
  }

  @Test func `A status is what the agent says if it says it soon, else what the registry knows`() async throws {
    let bench = AgentsBench()
    try await bench.running {
      try await bench.create(#"{"agent_id":"a","name":"A"}"#)
      guard case .status(let first) = try await bench.command(.getStatus, "a") else { return }
      #expect(
        "\(first)" == #"{"agent_id":"a","old_status":"pending","new_status":"pending","inference_count":0}"#)
      let agent = ConnectedAgent("a", bench.office.connections) { order in
        order.command == "get_status" ? .succeeded(.sample(#"{"status":"idle"}"#)) : .succeeded(nil)
      }
      try await bench.command(.start, "a")
      guard case .status(let second) = try await bench.command(.getStatus, "a") else { return }
      #expect(second.root["old_status"]?.string == "idle")
      #expect(second.root["new_status"]?.string == "idle")
      #expect(second.root["reason"]?.string == "said_by_agent")
      // It was for who asked.
      #expect(try await bench.status(of: "a") == "active")
      try await bench.command(.stop, "a")
      #expect(
        await bench.changes(3) == ["a: pending→active (started_by_user)", "a: active→stopped (stopped_by_user)"])
      agent.leave()
    }
  }

  @Test func `One that has paused goes on when it is started`() async throws {
    let bench = AgentsBench()
    try await bench.running {
      try await bench.create(#"{"agent_id":"a","name":"A"}"#)
      let isWilling = Watched(false)
      let agent = ConnectedAgent("a", bench.office.connections) { _ in
        isWilling.value ? .succeeded(nil) : .failed("not yet")
      }
      try await bench.publish("agent_status", #"{"agent_id":"a","old_status":"active","new_status":"paused"}"#)
      try await bench.settle()
      await #expect(throws: AgentCommandError.invalidState("agent 'a' does not go on: not yet")) {
        try await bench.command(.start, "a")
      }
      #expect(try await bench.status(of: "a") == "paused")
      isWilling.change { $0 = true }
      try await bench.command(.start, "a")
      #expect(await bench.changes(3).last == "a: paused→active (started_by_user)")
      agent.leave()
    }
  }

  @Test func `One that is deleted while it works is told to stop, and its successor is another one`() async throws {
    let bench = AgentsBench()
    try await bench.running {
      try await bench.create(#"{"agent_id":"a","name":"A"}"#)
      let agent = ConnectedAgent("a", bench.office.connections)
      try await bench.command(.start, "a")
      #expect(try await bench.request("deleteAgent", "a").status == .noContent)
      await agent.orders.wait { $0.count == 2 }
      #expect(agent.commands == ["start", "stop"])
      await #expect(throws: AgentCommandError.notFound) { try await bench.command(.start, "a") }
      try await bench.create(#"{"agent_id":"a","name":"B"}"#)
      #expect(try await bench.status(of: "a") == "pending")
      try await bench.command(.start, "a")
      #expect(agent.commands == ["start", "stop", "start"])
      agent.leave()
    }
  }

  @Test func `A driver is changed only while the agent does not work`() async throws {
    let bench = AgentsBench("http_hosts: [agents.example.com]")
    try await bench.running {
      try await bench.create(#"{"agent_id":"a","name":"A"}"#)
      let agent = ConnectedAgent("a", bench.office.connections)
      try await bench.command(.start, "a")
      let driver = #"{"driver":{"type":"http","url":"https://agents.example.com/a?key=hush"}}"#
      await #expect {
        try await bench.request("updateAgent", "a", body: driver)
      } throws: {
        ($0 as? any ProblemConvertible)?.problem.status == .conflict
      }
      try await bench.command(.stop, "a")
      let changed = try await bench.request("updateAgent", "a", body: driver).json
      #expect(changed["driver"]?.compact == #"{"type":"http","server":"https://agents.example.com"}"#)
      let last = await bench.events(4)[3]
      #expect(last == #"agent_updated {"agent_id":"a","updated_by":"user_456","changes":{"driver":{"type":"http"}}}"#)
      agent.leave()
    }
  }
}
