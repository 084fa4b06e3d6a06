import RouterCore
import RouterResources
import TestSupport
import Testing

@testable import AgentsPlugin

/// The examples of the v1 document, made by the registry.
@Suite(.timeLimit(.minutes(1))) struct DocumentedEventTests {
  @Test func `An agent that is created and deleted is told as documented`() async throws {
    let bench = AgentsBench()
    try await bench.running {
      try await bench.create(#"{"agent_id":"agent_789","name":"New Research Agent","template":"research_v2"}"#)
      try await bench.create(#"{"agent_id":"agent_456","name":"Old Agent"}"#)
      let deleter = ResourceRequest.Caller(subject: "user_123", permissions: [.deleteAgent])
      #expect(try await bench.request("deleteAgent", "agent_456", caller: deleter).status == .noContent)
      let events = await bench.events(3)
      #expect(events[0] == "agent_created " + bench.bench.catalogue.example("agent_created"))
      #expect(events[2] == "agent_deleted " + bench.bench.catalogue.example("agent_deleted"))
    }
  }

  @Test func `An agent that is started after many inferences is told as documented`() async throws {
    let bench = AgentsBench()
    try await bench.running {
      try await bench.create(#"{"agent_id":"agent_123","name":"A"}"#)
      let last = try #require(Timestamp(text: "2024-01-15T10:30:45Z"))
      for number in 1...1543 {
        try await bench.publish(
          "inference_completed", #"{"inference_id":"inf_\#(number)","agent_id":"agent_123"}"#,
          time: number == 1543 ? last : VirtualTime.start)
      }
      try await bench.settle()
      let agent = ConnectedAgent("agent_123", bench.office.connections)
      try await bench.command(.start, "agent_123")
      #expect(agent.commands == ["start"])
      let events = await bench.events(1545)
      #expect(events[1544] == "agent_status " + bench.bench.catalogue.example("agent_status"))
    }
  }

  @Test func `A changed configuration is told as a change of the agent`() async throws {
    let bench = AgentsBench()
    try await bench.running {
      try await bench.create(#"{"agent_id":"agent_123","name":"A"}"#)
      try await bench.command(.updateConfig, "agent_123", #"{"priority":"high"}"#)
      let told =
        #"agent_updated {"agent_id":"agent_123","updated_by":"user_456","changes":{"config":{"priority":"high"}}}"#
      #expect(await bench.events(2)[1] == told)
    }
  }
}
