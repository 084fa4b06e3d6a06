import RouterCore
import Testing

@testable import AssessmentsPlugin

/// Tokens of agents: clients and assessments are not theirs.
struct AgentTokenTests {
  @Test(
    arguments: [
      ("createClient", nil, #"{"client_id":"d","name":"x"}"#), ("updateClient", "c", #"{"name":"x"}"#),
      ("deleteClient", "c", nil), ("createAssessment", nil, #"{"id":"b","client_id":"c","type":"initial"}"#),
      ("updateAssessment", "a", #"{"fields":{"mood":1}}"#), ("submitAssessment", "a", nil),
      ("deleteAssessment", "a", nil),
    ] as [(String, String?, String?)])
  func `The token of an agent changes nothing, whatever it permits`(
    route: String, id: String?, body: String?
  ) async throws {
    let practice = try await Practice().begun()
    let before = try await practice.everything()
    #expect(try await practice.status(route, id, body, agent: "agent_1") == 403)
    #expect(try await practice.everything() == before)
  }

  @Test(arguments: [
    ("CREATE_ASSESSMENT", #"{"client_id":"c","type":"initial"}"#),
    ("UPDATE_ASSESSMENT", #"{"id":"a","fields":{"mood":1}}"#), ("SUBMIT_ASSESSMENT", #"{"id":"a"}"#),
  ])
  func `Nor does it in the legacy dialect`(action: String, payload: String) async throws {
    let practice = try await Practice().begun()
    let before = try await practice.everything()
    let outcome = await practice.outcome(action, payload, agent: "agent_1")
    #expect(
      outcome.hasPrefix(#"PERMISSION_DENIED Permission denied {"action":"\#(action)","required":"WRITE","#),
      "\(outcome)")
    #expect(try await practice.everything() == before)
  }

  @Test func `It reads, and has assessments analysed`() async throws {
    let agent = FakeAgent("analysis-agent", .success(#"{"ok":true}"#))
    let practice = try await Practice("analysis: { agent: analysis-agent }", agent: agent).begun()
    _ = try await practice.send("updateAssessment", "a", #"{"fields":{"mood":3}}"#)
    #expect(try await practice.status("getAssessment", "a", agent: "agent_1") == 200)
    #expect(try await practice.status("analyzeAssessment", "a", agent: "agent_1") == 200)
    let answer = try await practice.ask("ANALYZE_ASSESSMENT", #"{"id":"a"}"#, agent: "agent_1")
    #expect(answer.hasSuffix(#""analysis":{"ok":true}}"#))
  }
}
