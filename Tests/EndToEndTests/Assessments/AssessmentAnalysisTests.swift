import Foundation
import RouterCore
import TestSupport
import Testing

/// Analyses by agents of a real router, and over its end.
struct AssessmentAnalysisTests {
  private static let agents = "  agents: { type: agents, store: { path: data/agents.db } }"
  private static let byAgent = "analysis: { agent: analyst, timeout: 20s, retry: { pause: 50ms, max_pause: 100ms } }"
  private static let analysis = #"{"risk":0.10,"n":9007199254740993,"findings":["\u0061"]}"#

  @Test(arguments: Client.Library.allCases)
  func `An agent with a connection analyses what is submitted, as soon as it is there`(
    library: Client.Library
  ) async throws {
    let config = AssessmentConfig.router(Self.byAgent, sources: Self.agents, from: "agents")
    try await JunctorProcess.run(config) { router in
      let token = try await router.token()
      let resources = try ResourceClient(router, token: token)
      let watcher = try await LegacyClient.authenticated(router, library, token: token)
      try await watcher.subscribe("ASSESSMENT_UPDATE")
      try await resources.create("clients", #"{"client_id":"c","name":"Ada"}"#)
      try await resources.create("assessments", #"{"id":"a","client_id":"c","type":"initial","fields":{"mood":2}}"#)
      #expect(try await resources.send("POST", "assessments/a/submit").json["analysis_status"]?.string == "pending")
      // Nobody is there yet.
      let refusal = try await resources.send("POST", "assessments/a/analyze")
      #expect(refusal.status == 503 && refusal.headers["retry-after"] == "5")
      try await resources.create("agents", #"{"agent_id":"analyst","name":"Analyst"}"#)
      let agent = try await router.connect(library, token: try await router.token("--role", "", "--agent", "analyst"))
      let starter = try await router.connect(library, token: token)
      try starter.send(#"{"type":"command","data":{"agent_id":"analyst","command":"start"}}"#)
      _ = try await Self.answer(agent, "start", #"{"status":"succeeded"}"#)
      try await Self.answerTask(agent, #"{"status":"succeeded","result":\#(Self.analysis)}"#)
      let event = try await watcher.client.frames { $0.payload("data", "analysis") != nil }.last
      #expect(
        event?.text("payload", "data", "analysis") == Self.analysis)
      let kept = try await resources.get("assessments/a").body
      #expect(kept.contains(#""analysis":\#(Self.analysis),"#))

      // Asked for again, it is made again; one that the agent cannot make leaves the old one.
      try watcher.client.send(LegacyClient.request("ANALYZE_ASSESSMENT", #"{"id":"a"}"#, of: "assessment-agent"))
      try await Self.answerTask(agent, #"{"status":"failed","error_message":"no model"}"#)
      let answer = try await watcher.frame()
      #expect(answer.text("payload", "details") == #"{"reason":"Analysis failed: no model"}"#)
      #expect(try await resources.get("assessments/a").body == kept)
    }
  }

  private static func answerTask(_ agent: Client, _ reply: String) async throws {
    let order = try await answer(agent, "run_task", reply)
    #expect(order["parameters"]?["task"]?.string == "analyze_assessment")
    #expect(order["parameters"]?["input"]?["assessment"]?["fields"]?["mood"]?.int == 2)
    #expect(order["parameters"]?["input"]?["client"]?["name"]?.string == "Ada")
  }

  /// Waits for an order, passing over other messages, and answers it: the order.
  /// - Parameter reply: `data` of the answer, without `request_id`.
  private static func answer(_ agent: Client, _ command: String, _ reply: String) async throws -> JSONNode {
    let order = try await agent.frames { $0.json.root["data"]?["command"]?.string == command }.last
    let data = try #require(order?.json.root["data"])
    let id = try #require(data["request_id"]?.string)
    try agent.send(#"{"type":"command_result","data":{"request_id":"\#(id)",\#(reply.dropFirst())}"#)
    return data
  }

  @Test func `What was submitted is analysed after kill -9, once`() async throws {
    let folder = try TemporaryFolder()
    try await JunctorProcess.run(AssessmentConfig.router(Self.byAgent), in: folder) { router in
      let resources = try ResourceClient(router, token: try await router.token())
      try await resources.create("clients", #"{"client_id":"c","name":"Ada"}"#)
      for id in 0..<10 {
        try await resources.create(
          "assessments", #"{"id":"a\#(id)","client_id":"c","type":"initial","fields":{"mood":2}}"#)
        #expect(try await resources.send("POST", "assessments/a\(id)/submit").status == 200)
      }
      _ = try await router.stop(SIGKILL)
    }
    try await JunctorProcess.run(AssessmentConfig.router(AssessmentConfig.rules), in: folder) { router in
      let resources = try ResourceClient(router, token: try await router.token())
      let items = try await resources.list("assessments") { items in
        items.allSatisfy { $0["analysis_status"]?.string == "done" }
      }
      #expect(items.count == 10)
      #expect(try await router.stop() == .exit(0))
    }
    let lines = try EventFile(folder.path("data/audit.ndjson")).lines.filter { $0.type == "assessment_update" }
    for id in 0..<10 {
      let own = try lines.map { try JSONDocument(parsing: $0.data).root }.filter { $0["id"]?.string == "a\(id)" }
      #expect(own.map { $0["status"]?.string } == ["pending", "completed", "completed"])
      #expect(own.map { $0["analysis"] != nil } == [false, false, true])
    }
  }
}
