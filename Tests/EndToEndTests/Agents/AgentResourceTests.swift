import RouterCore
import TestSupport
import Testing

/// `/api/v1/agents` of the real program.
struct AgentResourceTests {
  static let config = SampleConfig(
    routing: """
      sources:
        agents:
          type: agents
          store: { path: data/agents.db }
          http_hosts: [127.0.0.1]
          agents: { fixed: { name: Declared, config: { x: 1 } } }
      pipelines: { live: { from: [agents, ingest], to: [clients] } }
      """)

  @Test func `Agents are created, listed, changed and deleted, and a client is told so`() async throws {
    try await JunctorProcess.run(Self.config) { router in
      let token = try await router.token()
      let client = try await router.connect(.node, token: token)
      try await client.subscribe("agent_created", "agent_updated", "agent_deleted")
      let agents = try ResourceClient(router, token: token)
      _ = try await agents.list("agents") { $0.count == 1 }

      let created = try await agents.send(
        "POST", "agents", #"{"agent_id":"agent_789","name":"New Research Agent","template":"research_v2"}"#)
      #expect(created.status == 201)
      #expect(created.headers["location"] == "/api/v1/agents/agent_789")
      #expect(try created.json["status"]?.string == "pending")
      let tag = try #require(created.headers["etag"])
      #expect(try await agents.get("agents/agent_789", ["If-None-Match": tag]).status == 304)

      let changed = try await agents.send(
        "PATCH", "agents/agent_789", #"{"name":"Old Agent","config":{"n":1.50}}"#, ["If-Match": tag])
      #expect(changed.status == 200)
      #expect(try await agents.send("PATCH", "agents/agent_789", #"{"name":"X"}"#, ["If-Match": tag]).status == 412)

      #expect(try await agents.list("agents?name=old%20a&template=research_v2&status=pending").count == 1)
      #expect(try await agents.list("agents?driver=process").isEmpty)
      #expect(try await agents.list("agents?name=%25").isEmpty)
      let page = try await agents.get("agents?limit=1").json
      let cursor = try #require(page["next_cursor"]?.string)
      #expect(try await agents.list("agents?limit=1&cursor=\(cursor)").map { $0["agent_id"]?.string } == ["agent_789"])

      let metrics = try await agents.get("agents/agent_789/metrics").json
      #expect(metrics["success_rate"]?.double == 1)
      #expect(try await agents.send("DELETE", "agents/agent_789?reason=obsolete").status == 204)
      #expect(try await agents.get("agents/agent_789").status == 404)

      let told = try await client.frames(3).map { "\($0.type) \($0.text("data") ?? "")" }
      #expect(
        told == [
          #"agent_created {"agent_id":"agent_789","name":"New Research Agent","template":"research_v2","#
            + #""created_by":"developer","status":"pending"}"#,
          #"agent_updated {"agent_id":"agent_789","updated_by":"developer","changes":{"name":"Old Agent","config":{"n":1.50}}}"#,
          #"agent_deleted {"agent_id":"agent_789","name":"Old Agent","deleted_by":"developer","reason":"obsolete"}"#,
        ])
    }
  }

  struct Refusal: Sendable, CustomTestStringConvertible {
    let method: String
    var path = "agents"
    var body: String?
    var headers: [String: String] = [:]
    /// Options of the token.
    var token: [String] = []
    let status: Int
    var wrong: [String] = []

    var testDescription: String { "\(method) \(path) \(body?.prefix(80) ?? "")" }
  }

  private static let refusals = [
    Refusal(method: "POST", body: "{", status: 400, wrong: [""]),
    Refusal(method: "POST", body: "[]", status: 422, wrong: [""]),
    Refusal(method: "POST", body: "{}", status: 422, wrong: ["/name"]),
    Refusal(method: "POST", body: #"{"name":"","colour":"red"}"#, status: 422, wrong: ["/name", "/colour"]),
    Refusal(method: "POST", body: #"{"name":null}"#, status: 422, wrong: ["/name"]),
    Refusal(
      method: "POST", body: #"{"name":"a\u0007b","template":"\u0000"}"#, status: 422, wrong: ["/name", "/template"]),
    Refusal(
      method: "POST", body: #"{"agent_id":"\#(String(repeating: "x", count: 129))","name":"A"}"#, status: 422,
      wrong: ["/agent_id"]),
    Refusal(method: "POST", body: #"{"name":"A","capacity":0}"#, status: 422, wrong: ["/capacity"]),
    Refusal(method: "POST", body: #"{"name":"A","config":[]}"#, status: 422, wrong: ["/config"]),
    Refusal(
      method: "POST", body: #"{"name":"A","config":{"x":"\#(String(repeating: "x", count: 33_000))"}}"#, status: 422,
      wrong: ["/config"]),
    Refusal(
      method: "POST",
      body: #"{"name":"A","config":{"x":\#(String(repeating: "[", count: 40) + String(repeating: "]", count: 40))}}"#,
      status: 422, wrong: ["/config"]),
    Refusal(method: "POST", body: #"{"name":"A","driver":{}}"#, status: 422, wrong: ["/driver/type"]),
    Refusal(method: "POST", body: #"{"name":"A","driver":{"type":"telepathy"}}"#, status: 422, wrong: ["/driver/type"]),
    Refusal(
      method: "POST", body: #"{"name":"A","driver":{"type":"connected","grace":"soon","x":1}}"#, status: 422,
      wrong: ["/driver/grace", "/driver/x"]),
    Refusal(method: "POST", body: #"{"name":"A","driver":{"type":"http"}}"#, status: 422, wrong: ["/driver"]),
    Refusal(
      method: "POST", body: #"{"name":"A","driver":{"type":"http","url":"ftp://x"}}"#, status: 422,
      wrong: ["/driver/url"]),
    // It would make the router ask whom nobody has allowed, or run what nobody has allowed.
    Refusal(
      method: "POST", body: #"{"name":"A","driver":{"type":"http","url":"http://169.254.169.254/"}}"#, status: 403,
      wrong: ["/driver/url"]),
    Refusal(method: "POST", body: #"{"name":"A","driver":{"type":"process","command":"/bin/true"}}"#, status: 403),
    Refusal(
      method: "PATCH", path: "agents/a", body: #"{"driver":{"type":"process","command":"/bin/true"}}"#, status: 403),
    Refusal(method: "POST", body: #"{"agent_id":"a","name":"A"}"#, status: 409),
    Refusal(method: "POST", body: #"{"agent_id":"fixed","name":"A"}"#, status: 409),
    Refusal(
      method: "POST", body: #"{"name":"A"}"#, headers: ["Idempotency-Key": ""], status: 400, wrong: ["idempotency-key"]),
    Refusal(
      method: "POST", body: #"{"name":"A"}"#, headers: ["Content-Type": "text/plain"], status: 415,
      wrong: ["content-type"]),
    Refusal(method: "POST", body: #"{"name":"A"}"#, token: ["--role", "observer"], status: 403),
    Refusal(method: "POST", body: #"{"name":"A"}"#, token: ["--agent", "b", "--role", "admin"], status: 403),
    Refusal(method: "GET", path: "agents?limit=0", status: 400, wrong: ["limit"]),
    Refusal(method: "GET", path: "agents?limit=201", status: 400, wrong: ["limit"]),
    Refusal(method: "GET", path: "agents?cursor=x", status: 400, wrong: ["cursor"]),
    Refusal(method: "GET", path: "agents?status=asleep&nam=x", status: 400, wrong: ["status", "nam"]),
    Refusal(method: "GET", path: "agents?driver=", status: 400, wrong: ["driver"]),
    Refusal(method: "GET", path: "agents/none", status: 404),
    Refusal(method: "GET", path: "agents/none/metrics", status: 404),
    Refusal(method: "PATCH", path: "agents/none", body: "{}", status: 404),
    Refusal(method: "PATCH", path: "agents/a", body: #"{"name":null}"#, status: 422, wrong: ["/name"]),
    Refusal(method: "PATCH", path: "agents/a", body: #"{"agent_id":"b"}"#, status: 422, wrong: ["/agent_id"]),
    Refusal(method: "PATCH", path: "agents/a", body: #"{"status":"active"}"#, status: 422, wrong: ["/status"]),
    Refusal(method: "PATCH", path: "agents/a", body: #"{"name":"B"}"#, headers: ["If-Match": #""0""#], status: 412),
    Refusal(
      method: "PATCH", path: "agents/a", body: #"{"name":"B"}"#, headers: ["If-Match": "0"], status: 400,
      wrong: ["if-match"]),
    Refusal(method: "PATCH", path: "agents/a", body: #"{"name":"B"}"#, token: ["--role", "observer"], status: 403),
    Refusal(
      method: "PATCH", path: "agents/a", body: #"{"name":"B"}"#, token: ["--agent", "b", "--role", "admin"], status: 403
    ),
    Refusal(method: "PATCH", path: "agents/fixed", body: #"{"name":"B"}"#, status: 409),
    Refusal(method: "DELETE", path: "agents/none", status: 404),
    Refusal(method: "DELETE", path: "agents/fixed", status: 409),
    Refusal(method: "DELETE", path: "agents/a", headers: ["If-Match": #""0""#], status: 412),
    Refusal(method: "DELETE", path: "agents/a?reason=", status: 400, wrong: ["reason"]),
    Refusal(
      method: "DELETE", path: "agents/a?reason=\(String(repeating: "x", count: 300))", status: 400, wrong: ["reason"]),
    Refusal(method: "DELETE", path: "agents/a", token: ["--role", "agent_manager"], status: 403),
  ]

  @Test func `What is wrong is refused with its place, and nothing changes`() async throws {
    try await JunctorProcess.run(Self.config) { router in
      let token = try await router.token()
      let agents = try ResourceClient(router, token: token)
      try await agents.create("agents", #"{"agent_id":"a","name":"A"}"#)
      _ = try await agents.list("agents") { $0.count == 2 }
      let before = try await agents.get("agents").body
      let client = try await router.connect(.python, token: token)
      try await client.subscribe("agent_created", "agent_updated", "agent_deleted", "agent_status")
      var clients: [[String]: ResourceClient] = [[]: agents]
      for refusal in Self.refusals {
        if clients[refusal.token] == nil {
          clients[refusal.token] = try ResourceClient(router, token: try await router.token(with: refusal.token))
        }
        let sender = clients[refusal.token] ?? agents
        let reply = try await sender.send(refusal.method, refusal.path, refusal.body, refusal.headers)
        #expect(reply.status == refusal.status, "\(refusal.testDescription): \(reply.body)")
        #expect(try reply.wrong == refusal.wrong, "\(refusal.testDescription): \(reply.body)")
      }
      #expect(try await agents.get("agents").body == before)
      // The first event is this one.
      try await agents.create("agents", #"{"agent_id":"last","name":"Last"}"#)
      #expect(try await client.frame().string("agent_id") == "last")
    }
  }

  @Test func `A creation with a key is done once`() async throws {
    try await JunctorProcess.run(Self.config) { router in
      let agents = try ResourceClient(router, token: try await router.token())
      let key = ["Idempotency-Key": "k1"]
      let first = try await agents.send("POST", "agents", #"{"name":"Only"}"#, key)
      let second = try await agents.send("POST", "agents", #"{"name":"Only"}"#, key)
      #expect(first.status == 201)
      #expect(second.status == 201)
      #expect(first.body == second.body)
      let id = try #require(try first.json["agent_id"]?.string)
      #expect(id.wholeMatch(of: /agent_[0-9a-f]{12}/) != nil)
      #expect(try await agents.send("POST", "agents", #"{"name":"B"}"#, key).status == 422)
      #expect(try await agents.list("agents?name=Only").count == 1)
    }
  }
}
