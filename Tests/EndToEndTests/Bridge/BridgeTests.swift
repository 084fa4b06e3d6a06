import RouterCore
import TestSupport
import Testing

/// A router between a legacy server, which is none of ours, and clients of both kinds.
struct BridgeTests {
  private static func config(_ source: String, _ more: String = "", from: String = "ingest, old") -> SampleConfig {
    SampleConfig(
      routing: "sources: {\(more) old: \(source) }\npipelines: { live: { from: [\(from)], to: [clients] } }")
  }

  /// With a bridge that has subscribed, and a v1 client that wants everything it brings.
  private func bridged(
    replays: Bool = true, _ more: String = "",
    _ body: (LegacyServer, JunctorProcess, Client) async throws -> Void
  ) async throws {
    let server = try await LegacyServer(replays: replays)
    try await JunctorProcess.run(Self.config(server.source(more))) { router in
      let client = try await router.connect(
        .python, token: try await router.token("--subject", "viewer"), query: "include_ids=true")
      try await client.subscribe("assessment_update", "insight_update", "client_metrics_update")
      try await Self.expectReady(router)
      try await body(server, router, client)
    }
  }

  /// The bridge has subscribed.
  private static func expectReady(_ router: JunctorProcess) async throws {
    _ = try await router.metrics { $0.sum("junctor_source_failing", ["source": "old"]) == 0 }
  }

  private static func expectFailing(_ router: JunctorProcess) async throws {
    _ = try await router.metrics { $0.sum("junctor_source_failing", ["source": "old"]) == 1 }
  }

  // MARK: Events

  private struct Sample: Sendable {
    let legacy: String
    let type: String
    /// As the legacy server sends it.
    let data: String
    /// As v1 clients get it.
    let canonical: String
  }

  private static let samples = [
    Sample(
      legacy: "ASSESSMENT_UPDATE", type: "assessment_update",
      data:
        #"{"id":"assessment_456","status":"completed","completedAt":"2024-12-29T12:30:00Z","score":9007199254740993}"#,
      canonical:
        #"{"id":"assessment_456","status":"completed","completed_at":"2024-12-29T12:30:00Z","score":9007199254740993}"#),
    Sample(
      legacy: "INSIGHT_UPDATE", type: "insight_update",
      data: #"{"type":"risk_factor","priority":"high","recommendations":["Immediate action recommended"]}"#,
      canonical: #"{"type":"risk_factor","priority":"high","recommendations":["Immediate action recommended"]}"#),
    Sample(
      legacy: "METRICS_UPDATE", type: "client_metrics_update", data: #"{"activeClients":{"count":43,"trend":3}}"#,
      canonical: #"{"active_clients":{"count":43,"trend":3}}"#),
  ]

  @Test func `Events of a legacy server are v1 events, and legacy clients see them as they were`() async throws {
    try await bridged { server, router, client in
      #expect(
        try await server.message("RECONNECT")[["payload", "subscriptions"]]?.elements.map(\.string)
          == ["ASSESSMENT_UPDATE", "INSIGHT_UPDATE", "METRICS_UPDATE"])
      let legacy = try await LegacyClient(router)
      try await legacy.subscribe("METRICS_UPDATE", "INSIGHT_UPDATE", "ASSESSMENT_UPDATE")
      for sample in Self.samples { try server.emit(sample.legacy, source: "assessor", sample.data) }
      for sample in Self.samples {
        let frame = try await client.frame()
        #expect(frame.type == sample.type && frame.text("data") == sample.canonical)
        #expect(frame.json.root["timestamp"]?.string == "2024-12-29T12:00:00Z")
        let event = try await legacy.frame()
        #expect(event.text("payload", "data") == sample.data && event.id == frame.id)
        #expect(event.payload("type")?.string == sample.legacy)
        #expect(event.text("source") == #"{"type":"AGENT","id":"assessor"}"#)
      }
      try await router.expectBalance()
    }
  }

  @Test func `What the server sends besides events does not stop the bridge`() async throws {
    try await bridged { server, router, client in
      for text in [
        "{{{", "[]", #"{"type":"DANCE","id":"d"}"#, #"{"type":"EVENT","id":"msg_7"}"#,
        #"{"type":"EVENT","id":"msg_8","payload":{"type":"DANCE_UPDATE","data":{}}}"#,
        #"{"type":"EVENT","id":"msg_9","payload":{"type":"ASSESSMENT_UPDATE","data":{"status":"completed"}}}"#,
      ] { try server.send(text) }
      try server.emit("METRICS_UPDATE", Self.samples[2].data)
      #expect(try await client.frame().type == "client_metrics_update")
      let page = try await router.expectBalance()
      #expect(page.sum("junctor_source_events_total", ["source": "old", "fate": "rejected"]) >= 3)
    }
  }

  @Test func `After a lost connection the bridge says where it was, and nothing is missing or there twice`()
    async throws
  {
    try await bridged { server, router, client in
      #expect(try await server.message("RECONNECT")[["payload", "lastMessageId"]] == nil)
      for _ in 1...2 { try server.emit("METRICS_UPDATE", Self.samples[2].data) }
      _ = try await client.frames(2)
      try server.close(1001)
      for _ in 3...5 { try server.emit("METRICS_UPDATE", Self.samples[2].data) }
      let reconnection = try await server.message("RECONNECT")
      #expect(reconnection[["payload", "lastMessageId"]]?.string == "msg_2")
      #expect(
        reconnection[["payload", "subscriptions"]]?.elements.map(\.string)
          == ["ASSESSMENT_UPDATE", "INSIGHT_UPDATE", "METRICS_UPDATE"])
      try server.emit("METRICS_UPDATE", Self.samples[2].data)
      #expect(try await client.frames(4).map(\.id) == ["msg_3", "msg_4", "msg_5", "msg_6"])
      // What would come twice would come before this.
      try await router.publish([LegacyEvents.insight], token: try await router.token())
      #expect(try await client.frame().type == "insight_update")
    }
  }

  @Test func `An old server that does not know RECONNECT is subscribed to anew`() async throws {
    try await bridged(replays: false) { server, _, client in
      _ = try await server.message("COMMAND")
      try server.emit("METRICS_UPDATE", Self.samples[2].data)
      _ = try await client.frame()
      try server.close(1011)
      _ = try await server.message("RECONNECT")
      _ = try await server.message("COMMAND")
      try server.emit("INSIGHT_UPDATE", Self.samples[1].data)
      #expect(try await client.frame().type == "insight_update")
    }
  }

  // MARK: Requests

  @Test func `A query is forwarded, and the server's answer comes back as it is`() async throws {
    try await bridged { server, router, _ in
      let client = try await LegacyClient.authenticated(router, token: try await router.token())
      let answer = try await client.request(
        "GET_DASHBOARD_METRICS", #"{"timeframe":"current"}"#, as: "QUERY", id: "msg_1735689600000")
      #expect(
        answer.timeless
          == #"{"type":"RESPONSE","id":"msg_1735689600000","timestamp":"now","#
          + #""source":{"type":"AGENT","id":"analysis-agent"},"#
          + #""payload":{"activeClients":{"count":42,"trend":2},"timeframe":"current"},"#
          + #""metadata":{"correlationId":"msg_1735689600000"}}"#)
      let asked = try await server.message("QUERY")
      #expect(asked[["target", "id"]]?.string == "analysis-agent")
      #expect(asked["payload"].map { String(decoding: $0.text, as: UTF8.self) }?.contains("current") == true)
      let refusal = try await client.request("CREATE_ASSESSMENT", #"{"client_id":"nobody"}"#, of: "assessment_agent")
      #expect(
        refusal.text("payload")
          == #"{"code":"VALIDATION_ERROR","message":"Invalid assessment data","#
          + #""details":{"field":"client_id","error":"Client not found"}}"#)
    }
  }

  @Test func `Who may not write asks nobody`() async throws {
    try await bridged { server, router, _ in
      let client = try await LegacyClient(router)
      let refusal = try await client.request("CREATE_ASSESSMENT", of: "assessment-agent")
      #expect(refusal.errorCode == "PERMISSION_DENIED")
      _ = try await client.request("GET_DASHBOARD_METRICS", as: "QUERY")
      _ = try await server.message("RECONNECT")
      #expect(try await server.message()["type"]?.string == "QUERY", "the first message behind RECONNECT")
    }
  }

  @Test func `A request to another router is refused by that one, and by this one when that is gone`() async throws {
    try await JunctorProcess.run(.clients) { legacy in
      let source =
        #"{ type: legacy_bridge, url: "ws://127.0.0.1:\#(legacy.port)/agents/ws", token: "\#(try await legacy.token())" }"#
      try await JunctorProcess.run(Self.config(source)) { router in
        try await Self.expectReady(router)
        let client = try await LegacyClient(router)
        let passed = try await client.request("GET_DASHBOARD_METRICS", as: "QUERY", id: "q_1")
        #expect(passed.id == "q_1")
        #expect(
          passed.text("payload")
            == #"{"code":"PROCESSING_ERROR","message":"Failed to process request","#
            + #""details":{"reason":"Analysis agent unavailable","retryAfter":5000}}"#)
        // An event that the first router accepts is one of the second.
        try await client.subscribe("INSIGHT_UPDATE")
        try await legacy.publish([LegacyEvents.insight], token: try await legacy.token())
        #expect(try await client.frame().payload("type")?.string == "INSIGHT_UPDATE")

        _ = try await legacy.stop()
        try await Self.expectFailing(router)
        let own = try await client.request("GET_DASHBOARD_METRICS", as: "QUERY", id: "q_2")
        #expect(own.errorCode == "PROCESSING_ERROR" && own.id == "q_2")
        #expect(own.payload("details", "reason")?.string?.hasSuffix("unavailable") == true)
        #expect(try #require(own.payload("details", "retryAfter")?.int) > 0)
      }
    }
  }

  // MARK: Trouble

  @Test func `A server that is gone shows in the metrics and in the system's status, until it is back`() async throws {
    let server = try await LegacyServer()
    let system = " router: { type: system, every: 100ms, raise_after: 0s, clear_after: 200ms },"
    let config = Self.config(server.source(), system, from: "old, router")
    try await JunctorProcess.run(config) { router in
      try await Self.expectReady(router)
      let client = try await router.connect(.python, token: try await router.token())
      try await client.subscribe("system_status")
      try await server.kill()
      try await Self.expectFailing(router)
      let lost = try await client.frames { $0.string("components", "source:old") == "degraded" }
      #expect(lost.last?.string("new_status") == "degraded")
      let again = try await LegacyServer(port: server.port)
      try await again.connected()
      _ = try await client.frames { $0.string("new_status") == "healthy" }
      try await Self.expectReady(router)
    }
  }

  @Test func `A server that has gone quiet is taken for dead, and connected to anew`() async throws {
    try await bridged(", heartbeat: 200ms, timeout: 500ms") { server, router, _ in
      try await server.connected()
      _ = try await server.message("HEARTBEAT")
      try server.mute()
      try await server.connected()
      try await Self.expectFailing(router)
    }
  }

  @Test func `A token that is refused is told by the code, never by itself`() async throws {
    let server = try await LegacyServer()
    let secret = "quite another token"
    let source = #"{ type: legacy_bridge, url: "ws://127.0.0.1:\#(server.port)", token: "\#(secret)" }"#
    try await JunctorProcess.run(Self.config(source)) { router in
      _ = try await server.message("AUTH")
      _ = try await router.process.errors.line(with: "AUTHENTICATION_FAILED")
      // It tries again.
      _ = try await server.message("AUTH")
      try await Self.expectFailing(router)
      #expect(try await router.stop() == .exit(0))
      #expect(!router.process.errors.text.contains(secret))
    }
  }
}
