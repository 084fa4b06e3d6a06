import Foundation
import Glibc
import RouterCore
import TestSupport
import Testing

/// The classes that the v1 document prints, unedited, in Node against the real router.
struct DocumentClassTests {
  /// A program of the document's classes.
  private struct Classes {
    private let process: ChildProcess

    init(_ scenario: String, _ router: JunctorProcess, token: String, other: String = "") throws {
      process = try ChildProcess(Installation.node, [Installation.client("document_classes.js")])
      try process.write(
        #"{"scenario":"\#(scenario)","port":\#(router.port),"token":"\#(token)","other":"\#(other)"}"#)
    }

    func act(_ name: String) throws { try process.write(name) }

    /// The report at an index that says this; others in between are passed over.
    func reports(_ what: String, _ count: Int = 1) async throws -> [JSONNode] {
      var found: [JSONNode] = []
      var index = 0
      while found.count < count {
        guard let line = try await process.output.line(at: index, "\(what) number \(found.count + 1)") else {
          throw Unexpected(process.errors.text + process.output.text, instead: "\(count) × \(what)")
        }
        let report = try JSONDocument(parsing: line).root
        if report["what"]?.string == what { found.append(report) }
        index += 1
      }
      return found
    }

    func report(_ what: String, _ number: Int = 1) async throws -> JSONNode {
      guard let last = try await reports(what, number).last else { throw Unexpected("nothing", instead: what) }
      return last
    }
  }

  private static let routing = "pipelines: { live: { from: [ingest], to: [clients] } }"

  private func running(_ body: (JunctorProcess, String) async throws -> Void) async throws {
    try await JunctorProcess.run(SampleConfig(routing: Self.routing)) { router in
      try await body(router, try await router.token())
    }
  }

  @Test func `WebSocketClient connects, and its heartbeats are answered`() async throws {
    try await running { router, token in
      let classes = try Classes("client", router, token: token)
      _ = try await classes.report("open")
      _ = try await classes.report("connection_established")
      _ = try await classes.report("pong", 3)
    }
  }

  @Test func `WebSocketClient comes back after the server has closed`() async throws {
    try await running { router, token in
      let classes = try Classes("client", router, token: token)
      _ = try await classes.report("connection_established")
      try classes.act("nonsense")
      #expect(try await classes.report("close")["code"]?.int == 1013)
      _ = try await classes.report("open", 2)
      _ = try await classes.report("connection_established", 2)
      _ = try await classes.report("pong")
    }
  }

  @Test func `AgentDashboard's map fills, and its metrics come`() async throws {
    try await running { router, token in
      let classes = try Classes("dashboard", router, token: token)
      _ = try await classes.report("subscription_confirmed")
      try await router.publish(
        [
          Events.status(agent: "agent_123"), Events.status(agent: "agent_456"),
          #"{"type":"metrics_update","data":{"system":{"cpu_usage":45.2,"active_agents":2},"agents":{}}}"#,
        ], token: token)
      let agents = try await classes.report("agents", 2)
      #expect(agents[["agents", "agent_123", "status"]]?.string == "active")
      #expect(agents["agents"]?.members.map(\.name) == ["agent_123", "agent_456"])
      #expect(agents[["shown", "agent-count", "textContent"]]?.int == 2)
      #expect(agents[["shown", "active-agents", "textContent"]]?.int == 2)
      #expect(try await classes.report("metrics")[["metrics", "system", "cpu_usage"]]?.double == 45.2)
    }
  }

  @Test func `AgentMonitor's inferences start, move and complete`() async throws {
    try await running { router, token in
      let classes = try Classes("monitor", router, token: token)
      _ = try await classes.report("subscription_confirmed")
      func event(_ type: String, _ more: String, agent: String = "agent_123") -> String {
        #"{"type":"\#(type)","data":{"inference_id":"inf_789","agent_id":"\#(agent)",\#(more)}}"#
      }
      try await router.publish(
        [
          event("inference_started", #""query":"q""#, agent: "agent_999"), event("inference_started", #""query":"q""#),
          event("inference_progress", #""progress":0.65,"stage":"analysis""#),
          event("inference_completed", #""status":"completed","processing_time":30.5"#),
        ], token: token)
      let started = try await classes.report("inferences")["inferences"]
      #expect(started?.count == 1)
      #expect(try await classes.report("progress")["progress"]?.double == 0.65)
      let done = try await classes.report("inferences", 2)["inferences"].map { Array($0.elements) }?.first
      #expect(done?["status"]?.string == "completed" && done?["progress"]?.double == 0.65)
      #expect(done?["processing_time"]?.double == 30.5)
    }
  }

  @Test func `A refused token is refreshed by the printed code, and the client gets in`() async throws {
    try await running { router, token in
      let expired = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30.AAAA"
      let classes = try Classes("refresh", router, token: expired, other: token)
      #expect(try await classes.report("message")["type"]?.string == "connection_error")
      _ = try await classes.report("refresh")
      #expect(try await classes.report("close")["code"]?.int == 1008)
      let messages = try await classes.reports("message", 2)
      #expect(messages.last?["type"]?.string == "connection_established")
    }
  }

  @Test func `The round trip is measured by the printed code`() async throws {
    try await running { router, token in
      let classes = try Classes("latency", router, token: token)
      #expect(try await classes.report("latency")["text"]?.string?.hasPrefix("Latency: ") == true)
    }
  }

  @Test func `Frames pass the printed validation`() async throws {
    try await running { router, token in
      let classes = try Classes("validate", router, token: token)
      _ = try await classes.report("subscription_confirmed")
      try await router.publish(
        [Events.status(), Events.alert("a"), #"{"type":"metrics_update","data":{"system":{}}}"#], token: token)
      let valid = try await classes.reports("valid", 3)
      #expect(valid.map { $0["type"]?.string } == ["agent_status", "system_alert", "metrics_update"])
      #expect(valid.allSatisfy { $0["is"]?.bool == true })
    }
  }

  @Test func `The printed goodbye ends with 1000, and nothing is left to resume`() async throws {
    try await running { router, token in
      let classes = try Classes("goodbye", router, token: token)
      _ = try await classes.report("connection_established")
      try classes.act("leave")
      #expect(try await classes.report("close")["code"]?.int == 1000)
      _ = try await router.metrics { $0.value("junctor_sessions") == 0 }
    }
  }
}
