import RouterCore
import RouterResources
import TestSupport
import Testing

@testable import AgentsPlugin

/// Who may change a driver, and what it takes along.
@Suite(.timeLimit(.minutes(1))) struct DriverChangeTests {
  private static let config = "processes: api\nhttp_hosts: ['*']"
  private static let process = #"{"driver":{"type":"process","command":"/bin/true"}}"#

  private static func problem(_ body: () async throws -> ResourceAnswer) async -> Problem? {
    do { _ = try await body() } catch { return (error as? any ProblemConvertible)?.problem }
    return nil
  }

  @Test(arguments: [
    ResourceRequest.Caller(subject: "changer", permissions: [.viewAgents, .modifyAgent]),
    ResourceRequest.Caller(subject: "a", permissions: Set(Permission.allCases), agent: "a"),
  ])
  func `Who may not create agents gives none a command or a server`(caller: ResourceRequest.Caller) async throws {
    let bench = AgentsBench(Self.config)
    try await bench.running {
      try await bench.create(#"{"agent_id":"a","name":"A"}"#)
      let before = try await bench.request("getAgent", "a").body
      for body in [Self.process, #"{"driver":{"type":"http","url":"https://x.example/"}}"#] {
        let problem = await Self.problem { try await bench.request("updateAgent", "a", body: body, caller: caller) }
        #expect(problem?.status == .forbidden)
      }
      #expect(try await bench.request("getAgent", "a").body == before)
      // What is no driver of this kind is theirs to change.
      for body in [#"{"name":"B"}"#, #"{"driver":{"grace":"3s"}}"#] {
        #expect(try await bench.request("updateAgent", "a", body: body, caller: caller).status == .ok)
      }
      #expect(try await bench.request("updateAgent", "a", body: Self.process).status == .ok)
      let problem = await Self.problem {
        try await bench.request("updateAgent", "a", body: #"{"driver":{"command":"/bin/sh"}}"#, caller: caller)
      }
      #expect(problem?.status == .forbidden)
      #expect(try await bench.request("updateAgent", "a", body: #"{"name":"C"}"#, caller: caller).status == .ok)
    }
  }

  @Test func `An agent does not create itself as a process`() async throws {
    let bench = AgentsBench(Self.config)
    try await bench.running {
      let agent = ResourceRequest.Caller(subject: "a", permissions: Set(Permission.allCases), agent: "a")
      let body = #"{"agent_id":"a","name":"A","driver":{"type":"process","command":"/bin/true"}}"#
      let problem = await Self.problem { try await bench.request("createAgent", body: body, caller: agent) }
      #expect(problem?.status == .forbidden)
      let all = try await bench.source.registry.all()
      #expect(all.isEmpty)
    }
  }

  struct Change: Sendable, CustomTestStringConvertible {
    static let http =
      #"{"type":"http","url":"https://a.example/x","secret":"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw","headers":{"X-Key":"k"}}"#
    static let process = #"{"type":"process","command":"/bin/a","environment":{"K":"v"}}"#

    let stored: String
    let patch: String
    /// The members that have to be given anew.
    var missing: [String] = []
    /// Of what is stored then.
    var kept: String?

    var testDescription: String { patch }
  }

  @Test(arguments: [
    Change(stored: Change.http, patch: #"{"url":"https://b.example/x"}"#, missing: ["headers", "secret"]),
    Change(stored: Change.http, patch: #"{"url":"https://a.example:444/x"}"#, missing: ["headers", "secret"]),
    Change(
      stored: Change.http, patch: #"{"url":"https://b.example/x","headers":{"Y":"z"}}"#, missing: ["secret"]),
    Change(
      stored: Change.http, patch: #"{"url":"https://b.example/x","headers":{"Y":"z"},"secret":null}"#,
      kept: #"{"type":"http","url":"https://b.example/x","headers":{"Y":"z"}}"#),
    Change(
      stored: Change.http, patch: #"{"url":"https://A.example:443/y","timeout":"3s"}"#,
      kept:
        #"{"type":"http","url":"https://A.example:443/y","secret":"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw","headers":{"X-Key":"k"},"timeout":"3s"}"#
    ),
    Change(stored: Change.process, patch: #"{"command":"/bin/b"}"#, missing: ["environment"]),
    Change(stored: Change.process, patch: #"{"arguments":["x"]}"#, missing: ["environment"]),
    Change(stored: Change.process, patch: #"{"directory":"/"}"#, missing: ["environment"]),
    Change(
      stored: Change.process, patch: #"{"command":"/bin/b","environment":{"L":"w"}}"#,
      kept: #"{"type":"process","command":"/bin/b","environment":{"L":"w"}}"#),
    Change(
      stored: Change.process, patch: #"{"settle":"1s","environment":{"L":"w"}}"#,
      kept: #"{"type":"process","command":"/bin/a","environment":{"K":"v","L":"w"},"settle":"1s"}"#),
  ])
  func `What was secret for one goes to no other`(change: Change) async throws {
    let bench = AgentsBench(Self.config)
    try await bench.running {
      try await bench.create(#"{"agent_id":"a","name":"A","driver":\#(change.stored)}"#)
      let problem = await Self.problem {
        try await bench.request("updateAgent", "a", body: #"{"driver":\#(change.patch)}"#)
      }
      let pointers = problem?.errors.compactMap { error in
        if case .body(let pointer) = error.place { pointer } else { nil }
      }
      let missing = change.missing.map { "/driver/\($0)" }
      #expect((pointers ?? []) == missing)
      #expect((problem?.status == .unprocessableContent) == !change.missing.isEmpty)
      let stored = try await bench.source.registry.find("a")?.definition.driver.root.compact
      #expect(stored == change.kept ?? change.stored)
    }
  }

  @Test func `A status that is told while the agent takes a configuration does not refuse the change`() async throws {
    let bench = AgentsBench()
    try await bench.running {
      try await bench.create(#"{"agent_id":"a","name":"A"}"#)
      let agent = ConnectedAgent("a", bench.office.connections) { order in
        order.command == "update_config" ? nil : .succeeded(nil)
      }
      try await bench.command(.start, "a")
      let tag = try #require(try await bench.source.registry.find("a")).tag
      async let answer = bench.request(
        "updateAgent", "a", body: #"{"config":{"x":1}}"#, ifMatch: EntityTagCondition(["\(tag)"]))
      await agent.orders.wait { $0.count == 2 }
      try await bench.publish("agent_status", #"{"agent_id":"a","old_status":"active","new_status":"idle"}"#)
      while try await bench.status(of: "a") != "idle", !Task.isCancelled { await Task.yield() }
      let order = try #require(agent.orders.value.last)
      _ = bench.office.connections.answer("a", AgentReply(requestID: order.requestID, outcome: .succeeded(nil)))
      #expect(try await answer.status == .ok)
      #expect(try await bench.request("getAgent", "a").json["config"]?.compact == #"{"x":1}"#)
      // The version that was named is gone now.
      let problem = await Self.problem {
        try await bench.request(
          "updateAgent", "a", body: #"{"config":{"x":2}}"#, ifMatch: EntityTagCondition(["\(tag)"]))
      }
      #expect(problem?.status == .preconditionFailed)
    }
  }
}
