import Glibc
import RouterCore
import TestSupport
import Testing

/// v1 commands from a WebSocket client to an agent that is asked by HTTP.
struct AgentCommandTests {
  private static let config = SampleConfig(
    routing: """
      sources:
        agents: { type: agents, store: { path: data/agents.db }, http_hosts: [127.0.0.1] }
        host: { type: metrics, every: 100ms }
      pipelines: { live: { from: [agents, ingest, host], to: [clients] } }
      """)

  private static func command(_ name: String, _ parameters: String? = nil, agent: String = "a", id: String) -> String {
    let more = parameters.map { #","parameters":\#($0)"# } ?? ""
    return #"{"type":"command","data":{"agent_id":"\#(agent)","command":"\#(name)","request_id":"\#(id)"\#(more)}}"#
  }

  @Test func `An agent is commanded, and every step is told to those who have subscribed`() async throws {
    try await JunctorProcess.run(Self.config) { router in
      let agent = try await HTTPAgent()
      let token = try await router.token()
      let agents = try ResourceClient(router, token: token)
      let created = try await agents.create(
        "agents", #"{"agent_id":"a","name":"A","config":{"model":"m"},"driver":\#(agent.driver)}"#)
      let shown = created["driver"].map { String(decoding: $0.text, as: UTF8.self) }
      #expect(shown == #"{"type":"http","server":"http://127.0.0.1:\#(agent.port)"}"#)

      let watcher = try await router.connect(.node, token: token)
      try await watcher.subscribe("agent_status", "agent_updated")
      let client = try await router.connect(.python, token: token)
      for (index, (name, parameters)) in [
        ("start", nil), ("update_config", #"{"priority":"high"}"#), ("restart", nil), ("stop", #"{"graceful":false}"#),
      ].enumerated() {
        try client.send(Self.command(name, parameters, id: "r\(index)"))
        let answer = try await client.frame()
        #expect(answer.type == "command_accepted", "\(answer)")
        #expect(answer.string("request_id") == "r\(index)")
      }
      let told = try await watcher.frames(5).map { frame in
        frame.type == "agent_updated"
          ? frame.text("data") ?? ""
          : "\(frame.string("old_status") ?? "")→\(frame.string("new_status") ?? "") \(frame.string("reason") ?? "")"
      }
      #expect(
        told == [
          "pending→active started_by_user",
          #"{"agent_id":"a","updated_by":"developer","changes":{"config":{"priority":"high"}}}"#,
          "active→stopped restarted_by_user", "stopped→active restarted_by_user", "active→stopped stopped_by_user",
        ])
      #expect(
        agent.orders.map { $0["command"]?.string } == ["start", "update_config", "stop", "start", "stop"])
      #expect(agent.orders.allSatisfy { $0["problems"]?.count == 0 })
      #expect(agent.orders[3]["parameters"]?["config"]?["priority"]?.string == "high")
      try await agent.kill()
    }
  }

  @Test func `Commands that are wrong get their documented errors`() async throws {
    try await JunctorProcess.run(Self.config) { router in
      let agent = try await HTTPAgent()
      let token = try await router.token()
      let agents = try ResourceClient(router, token: token)
      try await agents.create("agents", #"{"agent_id":"a","name":"A","driver":\#(agent.driver)}"#)
      let before = try await agents.get("agents/a").body
      let client = try await router.connect(.node, token: token)
      let observer = try await router.connect(.node, token: try await router.token("--role", "observer"))
      let stranger = try await router.connect(
        .node, token: try await router.token("--agent", "b", "--subject", "b"))
      let wrong: [(Client, String, String)] = [
        (client, Self.command("start", agent: "none", id: "1"), "AGENT_NOT_FOUND"),
        (client, Self.command("explode", id: "2"), "INVALID_COMMAND"),
        (client, Self.command("stop", id: "3"), "INVALID_STATE"),
        (client, Self.command("restart", id: "4"), "INVALID_STATE"),
        (client, Self.command("start", #"{"x":1}"#, id: "5"), "INVALID_COMMAND"),
        (client, Self.command("update_config", id: "6"), "INVALID_COMMAND"),
        (observer, Self.command("start", id: "7"), "PERMISSION_DENIED"),
        (stranger, Self.command("start", id: "8"), "PERMISSION_DENIED"),
      ]
      for (sender, text, code) in wrong {
        try sender.send(text)
        let answer = try await sender.frame()
        #expect(answer.type == "command_error", "\(text): \(answer)")
        #expect(answer.string("error_code") == code, "\(text): \(answer)")
      }
      #expect(try await agents.get("agents/a").body == before)
      #expect(agent.orders.isEmpty)

      try client.send(Self.command("start", id: "9"))
      #expect(try await client.frame().type == "command_accepted")
      for (parameters, code) in [
        (#"{"priority":"impossible"}"#, "INVALID_COMMAND"), (#"{"explode":true}"#, "INVALID_COMMAND"),
      ] {
        try client.send(Self.command("update_config", parameters, id: "10"))
        #expect(try await client.frame().string("error_code") == code)
      }
      #expect(try await agents.get("agents/a").json["config"]?.count == 0)

      // What it says itself: asked now.
      try client.send(Self.command("get_status", id: "11"))
      let status = try await client.frame()
      #expect(status.type == "agent_status")
      #expect(status.string("new_status") == "idle")

      // The same by HTTP.
      let stopped = try await agents.send("POST", "agents/a/commands", #"{"command":"stop"}"#)
      #expect(stopped.status == 200)
      #expect(try stopped.json["status"]?.string == "stopped")
      for (body, status) in [
        (#"{"command":"stop"}"#, 409), (#"{"command":"jump"}"#, 422),
        (#"{"command":"start","parameters":{"x":1}}"#, 422),
      ] {
        #expect(try await agents.send("POST", "agents/a/commands", body).status == status)
      }
      #expect(try await agents.send("POST", "agents/none/commands", #"{"command":"start"}"#).status == 404)
      try await agent.kill()
    }
  }

  @Test func `An agent that is gone has failed, and its figures are in the metrics of those who ask for it`()
    async throws
  {
    try await JunctorProcess.run(Self.config) { router in
      let agent = try await HTTPAgent()
      let token = try await router.token()
      let agents = try ResourceClient(router, token: token)
      for id in ["a", "b"] {
        try await agents.create("agents", #"{"agent_id":"\#(id)","name":"A","driver":\#(agent.driver)}"#)
        #expect(try await agents.send("POST", "agents/\(id)/commands", #"{"command":"start"}"#).status == 200)
      }
      let own = try await router.token("--agent", "a", "--subject", "a")
      try await router.publish(
        [
          #"{"type":"inference_started","data":{"inference_id":"1","agent_id":"a"}}"#,
          #"{"type":"inference_completed","data":{"inference_id":"0","agent_id":"a","processing_time":0.5}}"#,
        ], token: own)
      let client = try await router.connect(.python, token: token)
      try client.send(#"{"type":"subscribe","data":{"events":["metrics"],"agents":["a"]}}"#)
      #expect(try await client.frame().type == "subscription_confirmed")
      let frames = try await client.frames { $0.text("data", "agents", "a", "current_load") == "1.0" }
      let last = try #require(frames.last)
      #expect(
        last.text("data", "agents")
          == #"{"a":{"status":"active","inference_rate":0.017,"avg_response_time":0.5,"success_rate":1.0,"current_load":1.0}}"#
      )
      #expect(last.text("data", "system", "active_agents") == "2")
      #expect(last.text("data", "system", "queue_length") == "1")

      let watcher = try await router.connect(.node, token: token)
      try await watcher.subscribe("agent_status")
      // What the agent says of itself is the registry's too.
      try await router.publish([Events.status(agent: "a", reason: "busy")], token: own)
      #expect(try await watcher.frame().string("reason") == "busy")
      try await agent.kill()
      let failures = try await watcher.frames(2)
      #expect(Set(failures.map { $0.string("agent_id") }) == ["a", "b"])
      #expect(failures.allSatisfy { $0.string("new_status") == "failed" && $0.string("reason") == "unreachable" })
    }
  }

  @Test func `After kill -9 an agent that works is found again, and told nothing`() async throws {
    let folder = try TemporaryFolder()
    let agent = try await HTTPAgent()
    try await JunctorProcess.run(Self.config, in: folder) { router in
      let agents = try ResourceClient(router, token: try await router.token())
      try await agents.create("agents", #"{"agent_id":"a","name":"A","driver":\#(agent.driver)}"#)
      #expect(try await agents.send("POST", "agents/a/commands", #"{"command":"start"}"#).status == 200)
      _ = try await router.stop(SIGKILL)
    }
    try await JunctorProcess.run(Self.config, in: folder) { router in
      let token = try await router.token()
      let agents = try ResourceClient(router, token: token)
      #expect(try await agents.get("agents/a").json["status"]?.string == "active")
      let watcher = try await router.connect(.node, token: token)
      try await watcher.subscribe("agent_status")
      try await agent.kill()
      #expect(try await watcher.frame().string("reason") == "unreachable")
      #expect(try await agents.get("agents/a").json["status"]?.string == "failed")
    }
    #expect(agent.orders.map { $0["command"]?.string } == ["start"])
  }
}
