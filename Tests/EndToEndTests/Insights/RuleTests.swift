import RouterCore
import TestSupport
import Testing

/// Rules over the stream of events, with the real program.
struct RuleTests {
  private static let config = SampleConfig(
    routing: """
      log: { type: sqlite, path: data/events.db }
      sources:
        findings:
          type: insights
          rules:
            timeouts:
              when: { types: [inference_failed], field: event.data.error_code, eq: TIMEOUT }
              window: 10m
              count: 3
              group_by: data.agent_id
              cool_down: 1h
              insight:
                type: repeated_failure
                priority: high
                description: "{count} of {group} within {window}: {data.error_message:-no message}"
                recommendations: ["Look at {event.id}"]
                agent_id: "{data.agent_id}"
      sinks: { audit: { type: file, path: data/audit.ndjson } }
      pipelines: { live: { from: [findings, ingest], to: [clients, audit] } }
      """)

  static func failure(_ agent: String, code: String = "TIMEOUT", more: String = "") -> String {
    let data = #""inference_id":"inf_1","agent_id":"\#(agent)","error_code":"\#(code)"\#(more)"#
    return #"{"type":"inference_failed","data":{\#(data)}}"#
  }

  @Test func `A rule finds an insight in published events, per group, and is silent during its cool-down`() async throws
  {
    let folder = try TemporaryFolder()
    try await JunctorProcess.run(Self.config, in: folder) { router in
      let token = try await router.token()
      let modern = try await router.connect(.node, token: token)
      try await modern.subscribe("insight_update")
      let first = [
        Self.failure("a"), Self.failure("b"), Self.failure("a", code: "OTHER"), Self.failure("a"), Self.failure("b"),
      ]
      try await router.publish(first, token: token)
      try await router.publish([Self.failure("a", more: #","error_message":"too slow""#)], token: token)
      let data =
        #"{"type":"repeated_failure","priority":"high","description":"3 of a within 10m: too slow","#
        + #""recommendations":["Look at msg_6"]}"#
      #expect(try await modern.frame().text("data") == data)
      let insights = try ResourceClient(router, token: token)
      let found = try await insights.list("insights?rule=timeouts")
      #expect(found.map { $0["agent_id"]?.string } == ["a"] && found[0]["event_id"]?.string == "msg_6")
      #expect(found[0]["created_by"]?.string == "rule:timeouts")
      // Silent for a; b has two.
      try await router.publish((0..<5).map { _ in Self.failure("a") }, token: token)
      // What has been counted survives.
      _ = try await router.stop(9)
    }
    try await JunctorProcess.run(Self.config, in: folder) { router in
      let token = try await router.token()
      try await router.publish([Self.failure("a"), Self.failure("b")], token: token)
      let insights = try ResourceClient(router, token: token)
      let found = try await insights.list("insights") { $0.count > 1 }
      #expect(found.map { $0["agent_id"]?.string } == ["a", "b"])
      #expect(try await router.stop() == .exit(0))
    }
    let kept = try await Junctor.result(["log", "export", "junctor.yaml", "--types", "insight_update"], in: folder)
    #expect(kept.output.split(separator: "\n").count == 2, "\(kept.output)")
  }

  private static let pairs = SampleConfig(
    profile: "unlimited",
    routing: """
      log: { type: sqlite, path: data/events.db }
      sources:
        findings:
          type: insights
          rules:
            each: { when: { types: [inference_failed] }, insight: { type: each, description: "{event.id}" } }
            pairs:
              when: { types: [inference_failed] }
              count: 2
              group_by: data.agent_id
              insight: { type: pairs, description: "{event.id}" }
      pipelines: { live: { from: [findings, ingest], to: [clients] } }
      """)

  @Test func `kill -9 neither loses nor repeats an insight`() async throws {
    let folder = try TemporaryFolder.withSecret()
    for _ in 0..<4 {
      try await JunctorProcess.run(Self.pairs, in: folder) { router in
        let token = try await router.token()
        await withTaskGroup { group in
          for publisher in 0..<4 {
            group.addTask {
              // Until the router is gone.
              for round in 0..<1000 {
                let events = (0..<3).map { Self.failure("agent_\((publisher + round + $0) % 5)") }
                guard let client = try? await Self.publish(events, router, token), client else { return }
              }
            }
          }
          group.addTask {
            let insights = try? ResourceClient(router, token: token)
            _ = try? await insights?.list("insights?type=pairs&limit=200") { $0.count >= 20 }
            router.process.kill()
          }
        }
      }
    }
    let ids = try await JunctorProcess.run(Self.pairs, in: folder) { router in
      let token = try await router.token()
      // The last one: when it has been seen, everything before has.
      let last = try #require(try await router.publish([Self.failure("last")], token: token).first)
      let insights = try ResourceClient(router, token: token)
      _ = try await insights.list("insights?type=each&search=\(last)") { !$0.isEmpty }
      let ids = (each: try await Self.all("each", insights), pairs: try await Self.all("pairs", insights))
      #expect(try await router.stop() == .exit(0))
      return ids
    }
    let failures = try await Self.exported("inference_failed", folder)
    let eventIDs = try failures.map { try #require($0["id"]?.string) }
    #expect(eventIDs.count > 100)
    #expect(ids.each == eventIDs)
    var seen: [String: Int] = [:]
    let second = try failures.filter { event in
      let agent = try #require(event["data"]?["agent_id"]?.string)
      seen[agent, default: 0] += 1
      return seen[agent, default: 0] % 2 == 0
    }
    #expect(ids.pairs == second.compactMap { $0["id"]?.string })
    let told = try await Self.exported("insight_update", folder).map { event in
      "\(event["data"]?["type"]?.string ?? "") \(event["data"]?["description"]?.string ?? "")"
    }
    #expect(told.sorted() == (ids.each.map { "each \($0)" } + ids.pairs.map { "pairs \($0)" }).sorted())
  }

  /// - Returns: whether they were accepted.
  private static func publish(_ events: [String], _ router: JunctorProcess, _ token: String) async throws -> Bool {
    try await router.post("[\(events.joined(separator: ","))]", token: token).status == 202
  }

  /// The events that insights of a type name, in their order.
  private static func all(_ type: String, _ insights: ResourceClient) async throws -> [String] {
    var (ids, cursor): ([String], String?) = ([], nil)
    repeat {
      let page = try await insights.get("insights?type=\(type)&limit=200\(cursor.map { "&cursor=\($0)" } ?? "")").json
      ids += page["items"]?.elements.compactMap { $0["event_id"]?.string } ?? []
      cursor = page["next_cursor"]?.string
    } while cursor != nil
    return ids
  }

  private static func exported(_ type: String, _ folder: TemporaryFolder) async throws -> [JSONNode] {
    let result = try await Junctor.result(["log", "export", "junctor.yaml", "--types", type], in: folder)
    #expect(result.end == .exit(0), "\(result.errors)")
    return try result.output.split(separator: "\n").map { try JSONDocument(parsing: String($0)).root }
  }
}
