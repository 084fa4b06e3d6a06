import RouterCore
import TestSupport
import Testing

@testable import AgentsPlugin

@Suite(.timeLimit(.minutes(1))) struct FigureTests {
  private static func figures(_ bench: AgentsBench, _ id: String = "a") -> AgentMetrics.Agent? {
    bench.office.metrics().agents.first { $0.id == id }
  }

  @Test func `Figures come from inferences, whichever way they came`() async throws {
    let bench = AgentsBench()
    try await bench.running {
      try await bench.create(#"{"agent_id":"a","name":"A","capacity":4}"#)
      try await bench.create(#"{"agent_id":"b","name":"B"}"#)
      let agent = ConnectedAgent("a", bench.office.connections)
      try await bench.command(.start, "a")
      for number in 1...6 {
        try await bench.publish("inference_started", #"{"inference_id":"\#(number)","agent_id":"a"}"#)
      }
      // Of nobody here.
      try await bench.publish("inference_started", #"{"inference_id":"1","agent_id":"stranger"}"#)
      try await bench.publish(
        "inference_completed", #"{"inference_id":"1","agent_id":"a","processing_time":0.5}"#, from: "bridge")
      try await bench.publish("inference_failed", #"{"inference_id":"2","agent_id":"a","processing_time":1.5}"#)
      bench.time.advance(by: .seconds(4))
      // It does not say how long it took: that has been watched.
      try await bench.publish("inference_completed", #"{"inference_id":"3","agent_id":"a"}"#)
      try await bench.settle()
      #expect(
        Self.figures(bench)
          == .init(
            id: "a", status: "active", inferenceRate: 3.0 / 60, averageResponseTime: 2, successRate: 2.0 / 3,
            currentLoad: 0.75))
      #expect(
        Self.figures(bench, "b")
          == .init(
            id: "b", status: "pending", inferenceRate: 0, averageResponseTime: 0, successRate: 1, currentLoad: 0))
      let all = bench.office.metrics()
      #expect(all.activeAgents == 1)
      #expect(all.queueLength == 3)
      #expect(all.agents.map(\.id) == ["a", "b"])

      let json = try await bench.request("getAgentMetrics", "a").json
      #expect(json["inference_count"]?.int == 3)
      #expect(json["last_inference"]?.string == "2024-01-15T10:30:04Z")
      bench.time.advance(by: .seconds(60))
      #expect(Self.figures(bench)?.inferenceRate == 0)
      #expect(Self.figures(bench)?.successRate == 1)
      #expect(Self.figures(bench)?.currentLoad == 0.75)
      agent.leave()
    }
  }

  @Test func `Each event counts once, also over a restart of the router`() async throws {
    let folder = try TemporaryFolder()
    let config = "store: { path: \(folder.path("agents.db")) }"
    let first = AgentsBench(config)
    try await first.running {
      try await first.create(#"{"agent_id":"a","name":"A"}"#)
      try await first.publish("inference_started", #"{"inference_id":"1","agent_id":"a"}"#)
      try await first.publish("inference_completed", #"{"inference_id":"0","agent_id":"a","processing_time":3}"#)
      try await first.settle()
    }
    // While the router is away nothing is lost.
    try await first.publish("inference_completed", #"{"inference_id":"2","agent_id":"a","processing_time":1}"#)
    try folder.copyStore("agents.db", to: "later.db")
    let second = AgentsBench("store: { path: \(folder.path("later.db")) }", bench: first.bench)
    try await second.running {
      try await second.settle()
      #expect(Self.figures(second)?.averageResponseTime == 2)
      #expect(Self.figures(second)?.currentLoad == 1)
      #expect(try await second.request("getAgentMetrics", "a").json["inference_count"]?.int == 2)
    }
  }

  @Test func `What a silent agent has forgotten is given up`() async throws {
    let folder = try TemporaryFolder()
    let first = AgentsBench("store: { path: \(folder.path("agents.db")) }")
    try await first.running {
      try await first.create(#"{"agent_id":"a","name":"A"}"#)
      try await first.publish("inference_started", #"{"inference_id":"1","agent_id":"a"}"#)
      try await first.settle()
      await first.time.advance(by: .seconds(60), times: 60)
      #expect(first.office.metrics().queueLength == 1)
      while first.office.metrics().queueLength > 0, !Task.isCancelled {
        first.time.advance(by: .seconds(60))
        await Task.yield()
      }
      #expect(first.office.metrics().queueLength == 0)
      try await first.publish("inference_started", #"{"inference_id":"2","agent_id":"a"}"#)
      try await first.settle()
      #expect(first.office.metrics().queueLength == 1)
    }
    first.time.advance(by: .seconds(3601))
    try folder.copyStore("agents.db", to: "later.db")
    let second = AgentsBench("store: { path: \(folder.path("later.db")) }", bench: first.bench)
    try await second.running { #expect(second.office.metrics().queueLength == 0) }
  }

  @Test func `However long an inference says to have taken, figures stay numbers`() async throws {
    let bench = AgentsBench()
    try await bench.running {
      try await bench.create(#"{"agent_id":"a","name":"A"}"#)
      for (number, seconds) in ["1e308", "1.7e308", "3"].enumerated() {
        try await bench.publish(
          "inference_completed", #"{"inference_id":"\#(number)","agent_id":"a","processing_time":\#(seconds)}"#)
      }
      try await bench.settle()
      #expect(Self.figures(bench)?.averageResponseTime == 57_601.0)
    }
  }

  @Test func `What is not stored is not on the board`() async throws {
    struct Refused: Error {}
    let bench = AgentsBench()
    let registry = bench.source.registry
    try await bench.running {
      try await bench.create(#"{"agent_id":"a","name":"A"}"#)
      await #expect(throws: Refused.self) {
        try await registry.store.write { transaction in
          guard var record = try AgentRecord.find("a", transaction.database) else { return }
          try registry.change(&record, .said(.idle), reason: "test", transaction)
          _ = try registry.insert("b", record.definition, .connected, by: "test", transaction)
          throw Refused()
        }
      }
      await #expect(throws: Refused.self) {
        try await registry.store.write { transaction in
          guard let record = try AgentRecord.find("a", transaction.database) else { return }
          try registry.delete(record, by: "test", reason: "test", transaction)
          throw Refused()
        }
      }
      #expect(bench.office.metrics().agents.map { "\($0.id) \($0.status)" } == ["a pending"])
    }
  }

  @Test func `What an agent says of itself by any way reaches the registry`() async throws {
    let bench = AgentsBench()
    try await bench.running {
      try await bench.create(#"{"agent_id":"a","name":"A"}"#)
      try await bench.publish(
        "agent_status", #"{"agent_id":"a","old_status":"pending","new_status":"idle","reason":"nothing to do"}"#)
      try await bench.settle()
      #expect(try await bench.status(of: "a") == "idle")
      #expect(try await bench.request("getAgent", "a").json["reason"]?.string == "nothing to do")
      // Words that the registry does not know, and going back to before the start, change nothing.
      for status in ["dreaming", "pending"] {
        try await bench.publish("agent_status", #"{"agent_id":"a","old_status":"idle","new_status":"\#(status)"}"#)
      }
      try await bench.settle()
      #expect(try await bench.status(of: "a") == "idle")
      // It was the agent that told, and nobody repeats it.
      #expect(bench.bench.accepted == 4)
    }
  }

  @Test func `Of an agent's word and the registry's own the one that stands last in the log holds`() async throws {
    let bench = AgentsBench()
    try await bench.running {
      try await bench.create(#"{"agent_id":"a","name":"A"}"#)
      let agent = ConnectedAgent("a", bench.office.connections)
      try await bench.command(.start, "a")
      var count = 2
      for _ in 1...20 {
        async let stopped = bench.command(.stop, "a")
        try await bench.publish("agent_status", #"{"agent_id":"a","old_status":"active","new_status":"idle"}"#)
        _ = try await stopped
        count += 2
        _ = await bench.bench.events(count)
        try await bench.settle()
        let last = bench.bench.events.last { $0.typeName == "agent_status" }?.data.root["new_status"]?.string
        let status = try await bench.status(of: "a")
        #expect(status == last)
        if status != "stopped" {
          try await bench.command(.stop, "a")
          count += 1
        }
        try await bench.command(.start, "a")
        count += 1
        _ = await bench.bench.events(count)
        try await bench.settle()
      }
      agent.leave()
    }
  }
}
