import RouterCore
import TestSupport
import Testing

@testable import AgentsPlugin

@Suite(.timeLimit(.minutes(1))) struct ConnectedDriverTests {
  private static let definition = #"{"agent_id":"a","name":"A","driver":{"type":"connected","grace":"10s"}}"#

  @Test func `An agent that disappears has failed after a while, and works again when it is back`() async throws {
    let bench = AgentsBench()
    try await bench.running {
      try await bench.create(Self.definition)
      let first = ConnectedAgent("a", bench.office.connections)
      try await bench.command(.start, "a")
      first.leave()
      await Self.pass(bench, .seconds(10)) { try await bench.status(of: "a") == "failed" }
      let second = ConnectedAgent("a", bench.office.connections)
      #expect(
        await bench.changes(4) == [
          "a: pending→active (started_by_user)", "a: active→failed (disconnected)", "a: failed→active (connected)",
        ])
      // It has been told so, since it may be another one.
      #expect(second.commands == ["start"])
    }
  }

  /// Lets time pass whenever somebody sleeps.
  private static func pass(
    _ bench: AgentsBench, _ step: Duration, until condition: () async throws -> Bool
  ) async {
    while (try? await condition()) == false, !Task.isCancelled {
      bench.time.advance(by: step)
      await Task.yield()
    }
  }

  @Test func `An agent that comes back soon has not failed`() async throws {
    let bench = AgentsBench()
    try await bench.running {
      try await bench.create(Self.definition)
      let first = ConnectedAgent("a", bench.office.connections)
      try await bench.command(.start, "a")
      first.leave()
      await bench.time.waitForSleepers()
      bench.time.advance(by: .seconds(9))
      let second = ConnectedAgent("a", bench.office.connections)
      // Nobody waits for it any more.
      while bench.time.sleeperCount > 0, !Task.isCancelled { await Task.yield() }
      // It may be another process, which knows nothing of its duty.
      await second.orders.wait { !$0.isEmpty }
      while bench.time.sleeperCount > 0, !Task.isCancelled { await Task.yield() }
      bench.time.advance(by: .seconds(60))
      try await bench.command(.stop, "a")
      #expect(second.commands == ["start", "stop"])
      #expect(
        await bench.changes(3) == ["a: pending→active (started_by_user)", "a: active→stopped (stopped_by_user)"])
    }
  }

  @Test func `Every new connection is told to start, with the configuration as it is now`() async throws {
    let bench = AgentsBench()
    try await bench.running {
      try await bench.create(#"{"agent_id":"a","name":"A","config":{"x":1}}"#)
      let first = ConnectedAgent("a", bench.office.connections)
      try await bench.command(.start, "a")
      try await bench.command(.updateConfig, "a", #"{"x":2}"#)
      // The old one is not known to be gone yet.
      let second = ConnectedAgent("a", bench.office.connections)
      await second.orders.wait { !$0.isEmpty }
      #expect(second.commands == ["start"])
      #expect(second.orders.value.first?.parameters?.root.compact == #"{"config":{"x":2}}"#)
      #expect(first.commands == ["start", "update_config"])
      first.leave()
      try await bench.command(.stop, "a")
      #expect(second.commands == ["start", "stop"])
      #expect(
        await bench.changes(4) == ["a: pending→active (started_by_user)", "a: active→stopped (stopped_by_user)"])
    }
  }

  @Test func `One that was stopped while it was away is told so when it is back`() async throws {
    let bench = AgentsBench()
    try await bench.running {
      try await bench.create(Self.definition)
      let first = ConnectedAgent("a", bench.office.connections)
      try await bench.command(.start, "a")
      first.leave()
      try await bench.command(.stop, "a")
      #expect(try await bench.status(of: "a") == "stopped")
      let second = ConnectedAgent("a", bench.office.connections)
      await second.orders.wait { !$0.isEmpty }
      #expect(second.commands == ["stop"])
      try await bench.command(.start, "a")
      #expect(second.commands == ["stop", "start"])
    }
  }

  @Test func `An agent that was not started or was stopped may come and go`() async throws {
    let bench = AgentsBench()
    try await bench.running {
      try await bench.create(Self.definition)
      ConnectedAgent("a", bench.office.connections).leave()
      let agent = ConnectedAgent("a", bench.office.connections)
      try await bench.command(.start, "a")
      try await bench.command(.stop, "a")
      agent.leave()
      for _ in 0..<20 {
        bench.time.advance(by: .seconds(60))
        await Task.yield()
      }
      let other = ConnectedAgent("a", bench.office.connections)
      #expect(try await bench.status(of: "a") == "stopped")
      #expect(await bench.changes(3).count == 2)
      #expect(bench.bench.accepted == 3)
      #expect(other.commands == [])
    }
  }

  @Test func `When the router is back, an agent that should work is told so when it comes, or has failed`() async throws
  {
    let folder = try TemporaryFolder()
    let config = "store: { path: \(folder.path("agents.db")) }"
    let first = AgentsBench(config)
    try await first.running {
      for id in ["a", "b", "c"] { try await first.create(#"{"agent_id":"\#(id)","name":"N"}"#) }
      let agents = ["a", "b", "c"].map { ConnectedAgent($0, first.office.connections) }
      for id in ["a", "b", "c"] { try await first.command(.start, id) }
      try await first.command(.stop, "c")
      _ = await first.events(7)
      withExtendedLifetime(agents) {}
    }
    try folder.copyStore("agents.db", to: "later.db")
    let second = AgentsBench("store: { path: \(folder.path("later.db")) }", bench: first.bench)
    try await second.running {
      let agent = ConnectedAgent("a", second.office.connections)
      await agent.orders.wait { !$0.isEmpty }
      await Self.pass(second, .seconds(10)) { try await second.status(of: "b") == "failed" }
      let (a, c) = (try await second.status(of: "a"), try await second.status(of: "c"))
      #expect(a == "active")
      #expect(c == "stopped")
      #expect(agent.commands == ["start"])
      #expect(await second.changes(8).last == "b: active→failed (disconnected)")
    }
  }

  @Test func `Whoever is unknown and connects is registered if the config says so`() async throws {
    for (config, isKnown) in [("", false), ("register_unknown: true", true)] {
      let bench = AgentsBench(config)
      try await bench.running {
        let agent = ConnectedAgent("newcomer", bench.office.connections)
        if isKnown {
          #expect(
            await bench.events(1) == [
              #"agent_created {"agent_id":"newcomer","name":"newcomer","created_by":"newcomer","status":"pending"}"#
            ])
          while await bench.source.crew.find("newcomer") == nil, !Task.isCancelled { await Task.yield() }
          try await bench.command(.start, "newcomer")
          #expect(agent.commands == ["start"])
        } else {
          // Somebody who is known shows that there was time enough.
          try await bench.create(Self.definition)
          #expect(await bench.events(1).first?.contains(#""agent_id":"a""#) == true)
          #expect(try await bench.status(of: "newcomer") == nil)
        }
        agent.leave()
      }
    }
  }

  @Test func `A task is an order that is answered`() async throws {
    let bench = AgentsBench()
    try await bench.running {
      try await bench.create(Self.definition)
      func work(_ input: String = #"{"n":1.50}"#, on agent: String = "a") async -> String {
        let task = AgentTask("analyze", agent: agent, input: .sample(input), timeout: .seconds(5))
        do throws(AgentTaskError) { return "\(try await bench.office.work(on: task))" } catch { return "\(error)" }
      }
      #expect(await work(on: "b") == "unknownAgent")
      #expect(await work() == #"unavailable("it is pending")"#)
      let agent = ConnectedAgent("a", bench.office.connections) { order in
        guard order.command == "run_task" else { return .succeeded(nil) }
        let number = order.parameters?.root["input"]?["n"]?.double ?? 0
        return number == 0
          ? .succeeded(nil) : number < 0 ? .failed("negative") : number > 5 ? nil : .succeeded(order.parameters)
      }
      try await bench.command(.start, "a")
      #expect(await work() == #"{"task":"analyze","input":{"n":1.50}}"#)
      #expect(await work(#"{"n":0}"#) == "{}")
      #expect(await work(#"{"n":-1}"#) == #"failed("negative")"#)
      async let late = work(#"{"n":9}"#)
      await agent.orders.wait { $0.count == 5 }
      await bench.time.waitForSleepers()
      bench.time.advance(by: .seconds(5))
      #expect(await late == "timeout")
      agent.leave()
      #expect(await work() == #"unavailable("it is not connected")"#)
    }
  }
}
