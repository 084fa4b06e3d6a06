import RouterCore
import RouterResources
import Synchronization
import TestSupport
import Testing

@testable import AssessmentsPlugin

/// Analyses that agents make.
struct AnalysisTests {
  private static let quiet = "analysis: { agent: analysis-agent, retry: { attempts: 3, pause: 1s, max_pause: 4s } }"
  private static let config = "events: { analysis: true }\n\(quiet)"
  private static let analysis = #"{ "risk":0.10, "n":9007199254740993 , "findings":["\u0061"]}"#

  @Test func `A submitted assessment is analysed, and the analysis kept and told byte for byte`() async throws {
    let agent = FakeAgent("analysis-agent", .success(Self.analysis))
    let practice = try await Practice(Self.config, agent: agent).begun()
    #expect(try await practice.send("submitAssessment", "a").json?["analysis_status"]?.string == "pending")
    let events = try await practice.bench.running(practice.source) { await practice.bench.events(3) }
    #expect(
      events.last?.data.description
        == #"{"id":"a","status":"completed","completed_at":"2024-01-15T10:30:00Z","client_id":"c","type":"initial","#
        + #""analysis":\#(Self.analysis)}"#)
    let kept = try await practice.send("getAssessment", "a")
    #expect(kept.text.contains(#""analysis":\#(Self.analysis),"#))
    #expect(kept.json?["analysis_status"]?.string == "done")
    #expect(kept.json?["analyzed_at"]?.string == VirtualTime.start.text)
    #expect(try await practice.ask("GET_ASSESSMENT", #"{"id":"a"}"#).hasSuffix(#""analysis":\#(Self.analysis)}"#))
  }

  @Test func `The agent gets the assessment and its client`() async throws {
    let agent = FakeAgent("analysis-agent", .success("{}"))
    let practice = try await Practice(Self.config, agent: agent).begun()
    _ = try await practice.send("updateAssessment", "a", #"{"fields":{"mood":3}}"#)
    _ = try await practice.send("analyzeAssessment", "a")
    let task = try #require(agent.tasks.first)
    #expect(task.name == "analyze_assessment" && task.timeout == .seconds(20))
    #expect(task.input.root["assessment"]?["fields"]?["mood"]?.int == 3)
    #expect(task.input.root["assessment"]?["type"]?.string == "initial")
    #expect(task.input.root["client"]?["name"]?.string == "Ada")
  }

  @Test func `An agent that is not there is waited for, with growing pauses, as long as it takes`() async throws {
    let gone = Result<String, AgentTaskError>.failure(.unavailable("stopped"))
    let agent = FakeAgent("analysis-agent", gone, gone, gone, gone, gone, gone, .success(#"{"ok":true}"#))
    let practice = try await Practice(Self.config, agent: agent).begun()
    _ = try await practice.send("submitAssessment", "a")
    let last = try await practice.bench.running(practice.source) {
      let started = practice.bench.time.now()
      for attempt in 1...6 {
        await practice.bench.time.waitForSleepers()
        #expect(agent.tasks.count == attempt)
        let pause = try #require(practice.bench.time.nextDeadline) - practice.bench.time.now()
        let whole = min(Duration.seconds(1 << (attempt - 1)), .seconds(4))
        #expect(pause <= whole && pause >= whole / 2, "attempt \(attempt): \(pause)")
        practice.bench.time.advance(by: .seconds(4))
      }
      #expect(started < practice.bench.time.now())
      return await practice.bench.events(3).last
    }
    #expect(last?.data.root["analysis"]?["ok"]?.bool == true)
  }

  @Test func `An analysis that the agent cannot make is given up after some attempts, and can be asked for again`()
    async throws
  {
    let failure = Result<String, AgentTaskError>.failure(.failed("no model"))
    let agent = FakeAgent("analysis-agent", failure, failure, failure, .success(#"{"ok":true}"#))
    let practice = try await Practice(Self.config, agent: agent).begun()
    _ = try await practice.send("submitAssessment", "a")
    try await practice.bench.running(practice.source) {
      for _ in 1...2 {
        await practice.bench.time.waitForSleepers()
        practice.bench.time.advance(by: .seconds(4))
      }
      while try await practice.send("getAssessment", "a").json?["analysis_status"]?.string == "pending" {
        await Task.yield()
      }
    }
    let failed = try await practice.send("getAssessment", "a").json
    #expect(failed?["analysis_status"]?.string == "failed")
    #expect(failed?["analysis_error"]?.string == "no model")
    #expect(agent.tasks.count == 3)
    let made = try await practice.send("analyzeAssessment", "a").json
    #expect(made?["analysis"]?["ok"]?.bool == true)
    #expect(made?["analysis_error"] == nil)
  }

  @Test func `An agent that was away has all its attempts when it is back`() async throws {
    let gone = Result<String, AgentTaskError>.failure(.timeout)
    let failure = Result<String, AgentTaskError>.failure(.failed("no model"))
    let agent = FakeAgent("analysis-agent", gone, gone, gone, gone, failure, failure, .success(#"{"ok":true}"#))
    let practice = try await Practice(Self.config, agent: agent).begun()
    _ = try await practice.send("submitAssessment", "a")
    let last = try await practice.bench.running(practice.source) {
      for _ in 1...6 {
        await practice.bench.time.waitForSleepers()
        practice.bench.time.advance(by: .seconds(4))
      }
      return await practice.bench.events(3).last
    }
    #expect(last?.data.root["analysis"]?["ok"]?.bool == true)
    #expect(agent.tasks.count == 7)
  }

  @Test func `What waits for its analysis survives a restart`() async throws {
    let folder = try TemporaryFolder()
    let store = { (name: String) in "\nstore: { path: \(folder.path(name)) }" }
    let time = VirtualTime()
    let before = try await Practice(Self.config + store("a.db"), time: time).begun()
    _ = try await before.send("submitAssessment", "a")
    try await before.bench.running(before.source) { await time.waitForSleepers() }
    try folder.copyStore("a.db", to: "b.db")
    time.advance(by: .seconds(60))
    let agent = FakeAgent("analysis-agent", .success(#"{"ok":true}"#))
    let after = Practice(Self.config + store("b.db"), agent: agent, time: time)
    let events = try await after.bench.running(after.source) { await after.bench.events(1) }
    #expect(events.last?.data.root["analysis"]?["ok"]?.bool == true)
  }

  @Test(arguments: [
    (FakeAgent("other", .success("{}")), 503), (FakeAgent("analysis-agent", .failure(.unavailable("stopped"))), 503),
    (FakeAgent("analysis-agent", .failure(.timeout)), 503), (FakeAgent("analysis-agent", .failure(.failed("no"))), 502),
    (FakeAgent("analysis-agent", .success("[]")), 502), (FakeAgent("analysis-agent", .success("{")), 502),
    (FakeAgent("analysis-agent", .success(#"{"x":"\#(String(repeating: "y", count: 70_000))"}"#)), 502),
  ])
  func `An analysis that is not made changes nothing`(agent: FakeAgent, status: Int) async throws {
    let practice = try await Practice(Self.config, agent: agent).begun()
    _ = try await practice.send("updateAssessment", "a", #"{"fields":{"mood":3}}"#)
    let before = try await practice.everything()
    #expect(try await practice.status("analyzeAssessment", "a") == status)
    let outcome = await practice.outcome("ANALYZE_ASSESSMENT", #"{"id":"a"}"#)
    let unavailable =
      #"PROCESSING_ERROR Failed to process assessment {"reason":"Analysis agent unavailable","retryAfter":5000}"#
    #expect((outcome == unavailable) == (status == 503), "\(outcome)")
    #expect(outcome.hasPrefix("PROCESSING_ERROR Failed to process assessment "))
    #expect(try await practice.everything() == before)
  }

  @Test func `An analysis goes when the fields change`() async throws {
    let agent = FakeAgent("analysis-agent", .success(#"{"ok":true}"#))
    let practice = try await Practice(Self.config, agent: agent).begun()
    _ = try await practice.send("updateAssessment", "a", #"{"fields":{"mood":3}}"#)
    _ = try await practice.send("analyzeAssessment", "a")
    let same = try await practice.send("updateAssessment", "a", #"{"fields":{"mood":3}}"#)
    #expect(same.json?["analysis_status"]?.string == "done")
    let other = try await practice.send("updateAssessment", "a", #"{"fields":{"mood":4}}"#)
    #expect(other.json?["analysis_status"]?.string == "none")
    #expect(other.json?["analysis"]?.count == 0)
  }

  @Test func `Who asks while an analysis is made gets that one, and there are not many at once`() async throws {
    let (analyses, gate) = (AnalysesInProgress(), AsyncStream<Void>.makeStream())
    let practice = try await Practice().begun()
    let assessment = try await practice.source.desk.store.read { db in try AssessmentTable(db).require("a") }
    let made = Mutex(0)
    let work: @Sendable () async throws -> Assessment = {
      made.withLock { $0 += 1 }
      for await _ in gate.stream {}
      return assessment
    }
    try await withThrowingTaskGroup { group in
      for index in 0..<64 {
        group.addTask { _ = try await analyses.join("a\(index % AnalysesInProgress.most)", work) }
      }
      while made.withLock(\.self) < AnalysesInProgress.most { await Task.yield() }
      await #expect(throws: AssessmentFault.busy) { try await analyses.join("more", work) }
      gate.continuation.finish()
      try await group.waitForAll()
    }
    // They make room again.
    let again = try await analyses.join("more") { assessment }
    #expect(again.id == "a")
    #expect(AssessmentFault.busy.problem.status == .serviceUnavailable)
    #expect(AssessmentFault.busy.requestError.details?.root["retryAfter"]?.int == 5000)
  }

  @Test func `Analyses are made when asked for only, and told or not, as the config says`() async throws {
    let agent = FakeAgent("analysis-agent", .success(#"{"ok":true}"#))
    let config = "analyze_on_submit: false\n\(Self.quiet)"
    let practice = try await Practice(config, agent: agent).begun()
    #expect(try await practice.send("submitAssessment", "a").json?["analysis_status"]?.string == "none")
    let answer = try await practice.ask("ANALYZE_ASSESSMENT", #"{"id":"a"}"#)
    #expect(answer.hasSuffix(#""analysis":{"ok":true}}"#))
    #expect(try await practice.waiting().count == 2)
  }
}
