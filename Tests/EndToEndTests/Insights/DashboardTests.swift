import RouterCore
import TestSupport
import Testing

/// What legacy clients ask the analysis agent, with the real program.
struct DashboardTests {
  private static func text(_ frame: Frame) -> String {
    frame.json.root["payload"].map { String(decoding: $0.text, as: UTF8.self) } ?? ""
  }

  @Test func `Dashboards show figures, trends and insights`() async throws {
    try await JunctorProcess.run(InsightResourceTests.config) { router in
      let token = try await router.token()
      let insights = try ResourceClient(router, token: token)
      for (id, priority) in [("i1", "low"), ("i2", "critical"), ("i3", "high"), ("i4", "critical"), ("i5", "high")] {
        let about = id == "i3" ? #","client_id":"client_1""# : ""
        try await insights.create(
          "insights", #"{"id":"\#(id)","type":"t","priority":"\#(priority)","description":"d"\#(about)}"#)
      }
      _ = try await insights.send("PATCH", "insights/i5", #"{"acknowledged":true}"#)
      let client = try await LegacyClient.authenticated(router, token: token)
      for timeframe in ["current", "hour", "day", "week", "month", "quarter", "year"] {
        let metrics = try await client.request("GET_DASHBOARD_METRICS", #"{"timeframe":"\#(timeframe)"}"#, as: "QUERY")
        let figures = #""openInsights":{"count":4,"trend":4},"urgentInsights":{"count":3,"trend":3}"#
        #expect(Self.text(metrics) == #"{\#(figures),"timeframe":"\#(timeframe)"}"#)
      }
      let trends = try await client.request("GET_DASHBOARD_TRENDS", #"{"timeframe":"week"}"#, as: "QUERY")
      let series = trends.payload("trends").map { Array($0.elements) } ?? []
      #expect(series.map { $0["name"]?.string } == ["openInsights", "urgentInsights"])
      #expect(
        series.map { $0["points"]?.elements.map { $0["count"]?.int } } == [
          [0, 0, 0, 0, 0, 0, 4], [0, 0, 0, 0, 0, 0, 3],
        ])
      for (payload, expected, total) in [
        ("{}", ["i4", "i2", "i3", "i1"], 4), (#"{"limit":2}"#, ["i4", "i2"], 4),
        (#"{"priority":"high"}"#, ["i4", "i2", "i3"], 3), (#"{"client_id":"client_1"}"#, ["i3"], 1),
        (#"{"include_acknowledged":true,"timeframe":"day"}"#, ["i4", "i2", "i5", "i3", "i1"], 5),
        (#"{"type":"other"}"#, [], 0),
      ] as [(String, [String], Int)] {
        let answer = try await client.request("GET_DASHBOARD_INSIGHTS", payload, as: "QUERY")
        #expect(
          answer.payload("insights")?.elements.compactMap { $0["id"]?.string } == expected, "\(payload): \(answer)")
        #expect(answer.payload("total")?.int == total, "\(payload)")
      }
    }
  }

  @Test func `Wrong requests get their documented errors and change nothing`() async throws {
    try await JunctorProcess.run(InsightResourceTests.config) { router in
      let client = try await LegacyClient.authenticated(router, token: try await router.token())
      for (action, payload, field) in [
        ("GET_DASHBOARD_METRICS", #"{"timeframe":"fortnight"}"#, "timeframe"),
        ("GET_DASHBOARD_METRICS", #"{"timeframe":7}"#, "timeframe"),
        ("GET_DASHBOARD_TRENDS", #"{"timeframe":"CURRENT"}"#, "timeframe"),
        ("GET_DASHBOARD_INSIGHTS", #"{"limit":0}"#, "limit"), ("GET_DASHBOARD_INSIGHTS", #"{"limit":"5"}"#, "limit"),
        ("GET_DASHBOARD_INSIGHTS", #"{"priority":"urgent"}"#, "priority"),
        ("GET_DASHBOARD_INSIGHTS", #"{"include_acknowledged":1}"#, "include_acknowledged"),
        ("ANALYZE_PATTERNS", #"{"types":["nonsense"]}"#, "types"), ("ANALYZE_PATTERNS", #"{"types":[]}"#, "types"),
        ("ANALYZE_PATTERNS", #"{"types":[1]}"#, "types"), ("ANALYZE_PATTERNS", #"{"group_by":"agent"}"#, "group_by"),
        ("ANALYZE_PATTERNS", #"{"min_count":0}"#, "min_count"), ("ANALYZE_PATTERNS", #"{"create":"yes"}"#, "create"),
      ] {
        let answer = try await client.request(action, payload, as: "QUERY")
        #expect(answer.errorCode == "VALIDATION_ERROR", "\(action) \(payload): \(answer)")
        #expect(answer.payload("details", "field")?.string == field && answer.payload("details", "error") != nil)
      }
      let answer = try await client.request("GET_DASHBOARD_METRICS", #"{"timeframe":"fortnight"}"#, as: "QUERY")
      let names = "current, hour, day, week, month, quarter, year"
      #expect(answer.payload("details", "error")?.string == "Unknown timeframe: use one of \(names)")
      let reader = try await LegacyClient.authenticated(router, token: try await router.token("--role", "observer"))
      let refusal = try await reader.request("ANALYZE_PATTERNS", #"{"create":true}"#)
      #expect(refusal.errorCode == "PERMISSION_DENIED")
      #expect(try await reader.request("ANALYZE_PATTERNS").type == "RESPONSE")
      let insights = try ResourceClient(router, token: try await router.token())
      #expect(try await insights.list("insights").isEmpty)
    }
  }

  private static let clients = SampleConfig(
    routing: """
      log: { type: sqlite, path: data/events.db }
      sources:
        findings: { type: insights, metrics_interval: 100ms }
        cases: { type: assessments }
      pipelines: { live: { from: [findings, cases], to: [clients] } }
      """)

  @Test func `Changed numbers of clients are told to clients of both dialects, each once, also over a restart`()
    async throws
  {
    let folder = try TemporaryFolder()
    for count in 1...2 {
      try await JunctorProcess.run(Self.clients, in: folder) { router in
        let token = try await router.token()
        let modern = try await router.connect(.python, token: token)
        try await modern.subscribe("client_metrics_update")
        let old = try await LegacyClient.authenticated(router, .node, token: token)
        try await old.subscribe("METRICS_UPDATE")
        try await ResourceClient(router, token: token).create("clients", #"{"name":"Client \#(count)"}"#)
        let figure = #"{"count":\#(count),"trend":\#(count)}"#
        #expect(try await modern.frame().text("data") == #"{"active_clients":\#(figure)}"#)
        let event = try await old.frame()
        #expect(event.text("payload", "data") == #"{"activeClients":\#(figure)}"#)
        #expect(event.text("source") == #"{"type":"AGENT","id":"analysis-agent"}"#)
        let metrics = try await old.request("GET_DASHBOARD_METRICS", as: "QUERY")
        #expect(metrics.payload("activeClients").map { String(decoding: $0.text, as: UTF8.self) } == figure)
        #expect(metrics.payload("pendingAssessments", "count")?.int == 0 && metrics.payload("openInsights") != nil)
        _ = try await router.stop(9)
      }
    }
    let command = ["log", "export", "junctor.yaml", "--types", "client_metrics_update"]
    let told = try await Junctor.result(command, in: folder).output
    #expect(told.split(separator: "\n").count == 2, "\(told)")
  }

  @Test func `Patterns of published events are found, and a young log has no spikes`() async throws {
    try await JunctorProcess.run(InsightResourceTests.config) { router in
      let token = try await router.token()
      let events = (0..<12).map { RuleTests.failure($0 < 9 ? "agent_a" : "agent_b") } + [Events.alert("x")]
      try await router.publish(events, token: token)
      let client = try await LegacyClient.authenticated(router, token: token)
      let payload = #"{"timeframe":"hour","group_by":"data.agent_id","create":true,"types":["INFERENCE_FAILED"]}"#
      let answer = try await client.request("ANALYZE_PATTERNS", payload)
      #expect(answer.payload("events")?.int == 12 && answer.payload("complete")?.bool == false, "\(answer)")
      let patterns = answer.payload("patterns").map { $0.elements.map { String(decoding: $0.text, as: UTF8.self) } }
      #expect(
        patterns == [
          #"{"type":"frequency","event":"inference_failed","count":12,"share":1.0,"per_hour":12.0}"#,
          #"{"type":"top_group","group":"agent_a","count":9,"share":0.75}"#,
          #"{"type":"top_group","group":"agent_b","count":3,"share":0.25}"#,
        ])
      let insights = try ResourceClient(router, token: token)
      #expect(answer.payload("created")?.count == 0)
      #expect(try await insights.list("insights").isEmpty)
    }
  }
}
