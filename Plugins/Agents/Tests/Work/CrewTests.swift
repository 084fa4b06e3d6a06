import RouterCore
import TestSupport
import Testing

@testable import AgentsPlugin

/// Agents that are deleted and created anew at the same time: the steps of both, one behind the other as they may come.
@Suite(.timeLimit(.minutes(1))) struct CrewTests {
  private static func delete(_ record: AgentRecord, _ registry: AgentsPlugin.Registry) async throws {
    try await registry.store.write { transaction in
      try registry.delete(record, by: "somebody", reason: "test", transaction)
    }
  }

  @Test func `One that is created before its predecessor's operator has gone gets one of its own`() async throws {
    let bench = AgentsBench()
    let (crew, registry) = (bench.source.crew, bench.source.registry)
    try await bench.running {
      try await bench.create(#"{"agent_id":"a","name":"A"}"#)
      let (old, first) = (try #require(try await registry.find("a")), await crew.find("a"))
      try await Self.delete(old, registry)
      try await bench.create(#"{"agent_id":"a","name":"B"}"#)
      let second = await crew.find("a")
      #expect(second != nil && second !== first)
      await crew.dismiss("a", row: old.row, isThere: true)
      #expect(await crew.find("a") === second)
      let agent = ConnectedAgent("a", bench.office.connections)
      try await bench.command(.start, "a")
      #expect(try await bench.status(of: "a") == "active")
      agent.leave()
    }
  }

  @Test func `Who was hired for an agent that is not there any more gives way`() async throws {
    let bench = AgentsBench("http_hosts: ['*']")
    let (crew, registry) = (bench.source.crew, bench.source.registry)
    try await bench.running {
      try await bench.create(#"{"agent_id":"a","name":"A"}"#)
      let old = try #require(try await registry.find("a"))
      try await Self.delete(old, registry)
      try await bench.create(
        #"{"agent_id":"a","name":"B","driver":{"type":"http","url":"https://x.example/"}}"#)
      let new = try #require(try await registry.find("a"))
      // The driver is the new one's: it asks nobody by a connection.
      let agent = ConnectedAgent("a", bench.office.connections)
      #expect(await crew.posts["a"]?.isFor(new) == true)
      #expect(agent.commands == [])
      agent.leave()
    }
  }
}
