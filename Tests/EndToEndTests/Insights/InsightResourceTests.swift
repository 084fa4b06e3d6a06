import RouterCore
import TestSupport
import Testing

/// `/api/v1/insights` with the real program.
struct InsightResourceTests {
  static let config = SampleConfig(
    routing: """
      log: { type: sqlite, path: data/events.db }
      sources: { findings: { type: insights } }
      pipelines: { live: { from: [findings, ingest], to: [clients] } }
      """)

  private static let documented =
    #"{"type":"risk_factor","priority":"high","description":"New high priority insight","#
    + #""recommendations":["Immediate action recommended"]}"#

  @Test func `An insight is told to clients of both dialects as the documents print it`() async throws {
    try await JunctorProcess.run(Self.config) { router in
      let token = try await router.token()
      let modern = try await router.connect(.python, token: token)
      try await modern.subscribe("insight_update")
      let old = try await LegacyClient.authenticated(router, .node, token: token)
      try await old.subscribe("INSIGHT_UPDATE")
      let insights = try ResourceClient(router, token: token)
      let insight = try await insights.create("insights", Self.documented)
      #expect(insight["created_by"]?.string?.isEmpty == false && insight["acknowledged"]?.bool == false)
      #expect(try await modern.frame().text("data") == Self.documented)
      let event = try await old.frame()
      #expect(event.text("payload", "data") == Self.documented)
      #expect(event.text("source") == #"{"type":"AGENT","id":"analysis-agent"}"#)
      let id = try #require(insight["id"]?.string)
      // Acknowledging is no news of what the insight says; another priority is.
      let seen = try await insights.send("PATCH", "insights/\(id)", #"{"acknowledged":true}"#)
      #expect(try seen.json["acknowledged"]?.bool == true && seen.json["acknowledged_at"] != nil)
      let patch = #"{"priority":"critical","recommendations":null}"#
      let changed = try await insights.send("PATCH", "insights/\(id)", patch)
      #expect(changed.status == 200 && changed.headers["etag"] != seen.headers["etag"], "\(changed.body)")
      let change =
        #"{"type":"risk_factor","priority":"critical","description":"New high priority insight","recommendations":[]}"#
      #expect(try await modern.frame().text("data") == change)
      #expect(try await old.frame().text("payload", "data") == change)
      #expect(try await insights.send("DELETE", "insights/\(id)").status == 204)
      #expect(try await insights.get("insights/\(id)").status == 404)
    }
  }

  @Test func `Lists are filtered and come in pages`() async throws {
    try await JunctorProcess.run(Self.config) { router in
      let insights = try ResourceClient(router, token: try await router.token())
      for (index, priority) in ["low", "high", "high", "critical", "medium"].enumerated() {
        let about = index % 2 == 0 ? #","client_id":"client_1""# : #","agent_id":"agent_\#(index)""#
        let text = #""description":"number \#(index) of 100%","recommendations":["call a/b_\#(index)"]"#
        try await insights.create(
          "insights", #"{"id":"i\#(index)","type":"t\#(index % 3)","priority":"\#(priority)",\#(text)\#(about)}"#)
      }
      for (query, expected) in [
        ("", ["i0", "i1", "i2", "i3", "i4"]), ("priority=high", ["i1", "i2"]), ("type=t0", ["i0", "i3"]),
        ("client_id=client_1", ["i0", "i2", "i4"]), ("agent_id=agent_3", ["i3"]), ("type=t1&priority=high", ["i1"]),
        ("search=A/B_2", ["i2"]), ("search=100%25", ["i0", "i1", "i2", "i3", "i4"]), ("search=b%25", []),
        ("search=NUMBER%204", ["i4"]), ("rule=none", []), ("acknowledged=true", []), ("entity_id=e", []),
        ("created_after=2000-01-01T00:00:00Z", ["i0", "i1", "i2", "i3", "i4"]),
        ("created_before=2000-01-01T00:00:00Z", []),
      ] as [(String, [String])] {
        let found = try await insights.list("insights?\(query)").compactMap { $0["id"]?.string }
        #expect(found == expected, "\(query)")
      }
      let first = try await insights.get("insights?limit=2").json
      let cursor = try #require(first["next_cursor"]?.string)
      // What is created or deleted meanwhile moves nothing.
      #expect(try await insights.send("DELETE", "insights/i0").status == 204)
      let second = try await insights.list("insights?limit=2&cursor=\(cursor)").compactMap { $0["id"]?.string }
      #expect(second == ["i2", "i3"])
    }
  }

  @Test func `Wrong requests are refused with what is wrong, and change nothing`() async throws {
    try await JunctorProcess.run(Self.config) { router in
      let token = try await router.token()
      let insights = try ResourceClient(router, token: token)
      try await insights.create("insights", #"{"id":"mine","type":"t","description":"d"}"#)
      let tag = try #require(try await insights.get("insights/mine").headers["etag"])
      let modern = try await router.connect(.python, token: token)
      try await modern.subscribe("insight_update")
      let long = String(repeating: "x", count: 4097)
      for (method, path, body, status, wrong) in [
        ("POST", "insights", #"{"type":"t"}"#, 422, ["/description"]),
        ("POST", "insights", #"{"type":"","description":"d"}"#, 422, ["/type"]),
        ("POST", "insights", #"{"type":"t","description":"d","priority":"urgent"}"#, 422, ["/priority"]),
        ("POST", "insights", #"{"type":"t","description":"d","colour":"red"}"#, 422, ["/colour"]),
        ("POST", "insights", #"{"type":"t","description":"d","recommendations":["a",1]}"#, 422, ["/recommendations/1"]),
        ("POST", "insights", #"{"type":"t","description":"d","acknowledged":true}"#, 422, ["/acknowledged"]),
        ("POST", "insights", #"{"type":"t\u0000","description":"a\u001b[1m"}"#, 422, ["/type", "/description"]),
        ("POST", "insights", #"{"type":"t","description":"\#(long)"}"#, 422, ["/description"]),
        ("POST", "insights", #"{"type":"t","description":"d","client_id":"a\nb"}"#, 422, ["/client_id"]),
        ("POST", "insights", #"{"id":"mine","type":"t","description":"d"}"#, 409, []),
        ("POST", "insights", #"{"type":"t","type":"u","description":"d"}"#, 400, [""]),
        ("PATCH", "insights/mine", #"{"type":null}"#, 422, ["/type"]),
        ("PATCH", "insights/mine", #"{"id":"other"}"#, 422, ["/id"]),
        ("PATCH", "insights/mine", #"{"acknowledged":"yes"}"#, 422, ["/acknowledged"]),
        ("PATCH", "insights/nobody", "{}", 404, []),
        ("DELETE", "insights/nobody", nil, 404, []),
        ("GET", "insights?priority=urgent", nil, 400, ["priority"]),
        ("GET", "insights?colour=red", nil, 400, ["colour"]),
        ("GET", "insights?created_after=yesterday", nil, 400, ["created_after"]),
        ("GET", "insights?search=number%00", nil, 400, ["search"]),
        ("GET", "insights?limit=0", nil, 400, ["limit"]),
        ("GET", "insights?cursor=p-1", nil, 400, ["cursor"]),
        ("PUT", "insights/mine", "{}", 405, []),
      ] as [(String, String, String?, Int, [String])] {
        let reply = try await insights.send(method, path, body)
        let label = "\(method) \(path) \(body?.prefix(80) ?? "")"
        #expect(reply.status == status, "\(label): \(reply.body)")
        #expect(try reply.wrong == wrong, "\(label)")
      }
      let stale = try await insights.send("PATCH", "insights/mine", #"{"type":"u"}"#, ["If-Match": #""0""#])
      #expect(stale.status == 412 && stale.headers["etag"] == tag)
      #expect(try await insights.send("DELETE", "insights/mine", nil, ["If-Match": #""0""#]).status == 412)
      let observer = try ResourceClient(router, token: try await router.token("--role", "observer"))
      #expect(try await observer.get("insights/mine").status == 200)
      #expect(try await observer.send("POST", "insights", #"{"type":"t","description":"d"}"#).status == 403)
      #expect(try await observer.send("DELETE", "insights/mine").status == 403)
      // The next event is of the next good request.
      let only = try await insights.get("insights").body
      #expect(try await insights.list("insights").count == 1 && only.contains(#""id":"mine""#))
      #expect(try await insights.send("PATCH", "insights/mine", "{}", ["If-Match": tag]).headers["etag"] == tag)
      #expect(try await insights.send("PATCH", "insights/mine", #"{"type":"last"}"#, ["If-Match": tag]).status == 200)
      #expect(try await modern.frame().string("type") == "last")
    }
  }

  @Test func `A repeated creation is one, and survives a restart`() async throws {
    let folder = try TemporaryFolder()
    let body = #"{"type":"t","description":"once"}"#
    let key = ["Idempotency-Key": "creation-1"]
    let first = try await JunctorProcess.run(Self.config, in: folder) { router in
      let insights = try ResourceClient(router, token: try await router.token())
      let first = try await insights.send("POST", "insights", body, key)
      #expect(first.status == 201)
      _ = try await router.stop(9)
      return first
    }
    try await JunctorProcess.run(Self.config, in: folder) { router in
      let insights = try ResourceClient(router, token: try await router.token())
      let again = try await insights.send("POST", "insights", body, key)
      #expect(again.status == 201 && again.body == first.body && again.headers["etag"] == first.headers["etag"])
      #expect(try await insights.send("POST", "insights", #"{"type":"t","description":"d"}"#, key).status == 422)
      #expect(try await insights.list("insights").count == 1)
    }
  }

  @Test func `The token of an agent changes insights about that agent only`() async throws {
    try await JunctorProcess.run(Self.config) { router in
      let insights = try ResourceClient(router, token: try await router.token())
      try await insights.create("insights", #"{"id":"other","type":"t","description":"d","agent_id":"agent_2"}"#)
      let token = try await router.token("--role", "admin", "--agent", "agent_1")
      let agent = try ResourceClient(router, token: token)
      let own = try await agent.create("insights", #"{"type":"t","description":"d"}"#)
      #expect(own["agent_id"]?.string == "agent_1")
      let foreign = #"{"type":"t","description":"d","agent_id":"agent_2"}"#
      #expect(try await agent.send("POST", "insights", foreign).status == 403)
      #expect(try await agent.send("PATCH", "insights/other", #"{"type":"u"}"#).status == 403)
      #expect(try await agent.send("DELETE", "insights/other").status == 403)
      #expect(try await insights.list("insights").count == 2)
    }
  }
}
