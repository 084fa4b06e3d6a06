import RouterCore
import TestSupport
import Testing

/// The legacy dialect, message by message, with foreign clients.
struct LegacyDialectTests {
  private func running(_ body: (JunctorProcess, String) async throws -> Void) async throws {
    try await JunctorProcess.run(.clients) { router in try await body(router, try await router.token()) }
  }

  @Test(arguments: Client.Library.allCases)
  func `HEARTBEAT and SUBSCRIBE are answered in the documented shape`(library: Client.Library) async throws {
    try await running { router, _ in
      let client = try await LegacyClient(router, library)
      let beat = try await client.ask(
        #"{"type":"HEARTBEAT","id":"heartbeat_123","timestamp":"2024-12-29T12:00:00Z"}"#)
      #expect(beat.timeless == #"{"type":"HEARTBEAT_ACK","id":"heartbeat_123","timestamp":"now"}"#)
      #expect(beat.json.root["timestamp"]?.string?.hasPrefix("2024") == false, "the server's time")
      let answer = try await client.request("SUBSCRIBE", #"{"events":["ASSESSMENT_UPDATE"]}"#, id: "msg_1735689600000")
      #expect(
        answer.timeless
          == #"{"type":"RESPONSE","id":"msg_1735689600000","timestamp":"now","#
          + #""source":{"type":"AGENT","id":"analysis-agent"},"#
          + #""payload":{"events":["ASSESSMENT_UPDATE"],"status":"active"},"#
          + #""metadata":{"correlationId":"msg_1735689600000"}}"#)
    }
  }

  private static let published = [
    LegacyEvents.completedAssessment, LegacyEvents.insight, LegacyEvents.clientMetrics,
    LegacyEvents.envelope(
      "agent_status", source: "fleet", #"{"agent_id":"agent_7","old_status":"idle","new_status":"active"}"#),
    LegacyEvents.envelope(
      "metrics_update", source: "monitor", #"{"system":{"cpu_usage":45.20,"active_agents":2},"agents":{}}"#),
  ]

  /// The fields that the legacy API names otherwise are renamed; all other text stays, also the digits of numbers.
  private static let shown = [
    event(
      "assessment-agent", "ASSESSMENT_UPDATE",
      #"{"id":"assessment_456","status":"completed","completedAt":"2024-12-29T12:30:00Z"}"#),
    event(
      "analysis-agent", "INSIGHT_UPDATE",
      #"{"type":"risk_factor","priority":"high","description":"New high priority insight","#
        + #""recommendations":["Immediate action recommended"]}"#),
    event("analysis-agent", "METRICS_UPDATE", #"{"activeClients":{"count":43,"trend":3}}"#),
    event("agent_7", "AGENT_STATUS", #"{"agent_id":"agent_7","old_status":"idle","new_status":"active"}"#),
    event("monitor", "SYSTEM_METRICS_UPDATE", #"{"system":{"cpu_usage":45.20,"active_agents":2},"agents":{}}"#),
  ]

  private static func event(_ source: String, _ type: String, _ data: String) -> String {
    #""timestamp":"2024-12-29T12:00:00Z","source":{"type":"AGENT","id":"\#(source)"},"#
      + #""payload":{"type":"\#(type)","action":"\#(type)","data":\#(data)}}"#
  }

  @Test(arguments: Client.Library.allCases)
  func `Events that a v1 client publishes come in the legacy shape, byte for byte`(
    library: Client.Library
  ) async throws {
    try await running { router, token in
      let client = try await LegacyClient(router, library)
      try await client.subscribe(
        "ASSESSMENT_UPDATE", "INSIGHT_UPDATE", "METRICS_UPDATE", "AGENT_STATUS", "SYSTEM_METRICS_UPDATE")
      let publisher = try await router.connect(library, token: token)
      let events = Self.published.joined(separator: ",")
      try publisher.send(#"{"type":"publish","data":{"events":[\#(events)]}}"#)
      #expect(try await publisher.frame().type == "publish_accepted")
      for (index, shown) in Self.shown.enumerated() {
        #expect(try await client.frame().text == #"{"type":"EVENT","id":"msg_\#(index + 1)","# + shown)
      }
    }
  }

  @Test func `METRICS_UPDATE and SYSTEM_METRICS_UPDATE are two, and UNSUBSCRIBE ends one`() async throws {
    try await running { router, token in
      let client = try await LegacyClient(router)
      try await client.subscribe("SYSTEM_METRICS_UPDATE")
      try await router.publish(Self.published, token: token)
      #expect(try await client.frame().id == "msg_5")
      try await client.subscribe("METRICS_UPDATE")
      let removed = try await client.request("UNSUBSCRIBE", #"{"events":["SYSTEM_METRICS_UPDATE"]}"#, id: "u")
      #expect(removed.type == "RESPONSE" && removed.id == "u")
      #expect(removed.text("payload", "events") == #"["SYSTEM_METRICS_UPDATE"]"#)
      try await router.publish(Self.published + Self.published, token: token)
      #expect(try await client.frames(2).map(\.id) == ["msg_8", "msg_13"])
    }
  }

  @Test func `The target addresses but does not scope, and the action may stand in the payload`() async throws {
    try await running { router, token in
      let client = try await LegacyClient(router)
      let inside = #"{"action":"SUBSCRIBE","events":["INSIGHT_UPDATE","ASSESSMENT_UPDATE"]}"#
      let target = #""target":{"type":"AGENT","id":"assessment_agent"}"#
      let answer = try await client.ask(#"{"type":"COMMAND","id":"s",\#(target),"payload":\#(inside)}"#)
      #expect(answer.type == "RESPONSE" && answer.id == "s")
      #expect(answer.text("payload", "events") == #"["INSIGHT_UPDATE","ASSESSMENT_UPDATE"]"#)
      try await router.publish(Self.published, token: token)
      #expect(try await client.frames(2).map(\.id) == ["msg_1", "msg_2"])
      let query = #"{"type":"QUERY","id":"q",\#(target),"payload":{"action":"GET_ASSESSMENT","id":"assessment_456"}}"#
      #expect(try await client.ask(query).errorCode == "PROCESSING_ERROR")
    }
  }

  // MARK: Errors

  @Test func `What nobody answers is told by reason`() async throws {
    try await running { router, token in
      let client = try await LegacyClient.authenticated(router, token: token)
      for (target, action) in [
        ("analysis-agent", "GET_DASHBOARD_METRICS"), ("analysis_agent", "ANALYZE_PATTERNS"),
        ("assessment-agent", "CREATE_ASSESSMENT"), ("assessment_agent", "GENERATE_REPORT"), ("nobody", "GET_RICH"),
      ] {
        let answer = try await client.request(action, of: target, as: "QUERY", id: "msg_1735689600001")
        #expect(answer.errorCode == "PROCESSING_ERROR" && answer.id == "msg_1735689600001", "\(target) \(action)")
        #expect(answer.payload("details", "reason")?.string?.hasSuffix("unavailable") == true, "\(target) \(action)")
        #expect(try #require(answer.payload("details", "retryAfter")?.int) > 0, "\(target) \(action)")
      }
      let answer = try await client.request("DANCE", id: "d")
      #expect(answer.errorCode == "UNKNOWN_ACTION" && answer.id == "d")
    }
  }

  @Test func `A subscription to what is not there names the field, and subscribes to nothing`() async throws {
    try await running { router, token in
      let client = try await LegacyClient(router)
      for payload in [
        #"{"events":["DANCE_UPDATE"]}"#, #"{"events":["AGENT_STATUS","DANCE_UPDATE"]}"#,

        #"{"events":"AGENT_STATUS"}"#, #"{"events":[5]}"#, #"{}"#,
      ] {
        let answer = try await client.request("SUBSCRIBE", payload, id: "wrong")
        #expect(answer.errorCode == "VALIDATION_ERROR" && answer.id == "wrong", "\(payload): \(answer)")
        #expect(answer.payload("details", "field")?.string == "events", "\(payload): \(answer)")
        #expect(answer.payload("details", "error")?.string?.isEmpty == false, "\(payload): \(answer)")
      }
      try await client.subscribe("INSIGHT_UPDATE")
      try await router.publish([Events.status(), LegacyEvents.insight], token: token)
      #expect(try await client.frame().id == "msg_2")
    }
  }

  @Test func `What is no message is an error with an id of its own, and the connection lives`() async throws {
    try await running { router, _ in
      let client = try await LegacyClient(router)
      var ids: Set<String> = []
      for text in ["{{{", "[]", #""HEARTBEAT""#, "", "{}", #"{"type":"HEARTBEAT","type":"HEARTBEAT","id":"h"}"#] {
        let answer = try await client.ask(text)
        #expect(answer.errorCode == "VALIDATION_ERROR", "\(text): \(answer)")
        let id = try #require(answer.id)
        #expect(id.wholeMatch(of: /error_\d+/) != nil, "\(text): \(answer)")
        #expect(ids.insert(id).inserted, "an id of its own")
      }
      let unknown = try await client.ask(#"{"type":"DANCE","id":"d"}"#)
      #expect(unknown.errorCode == "VALIDATION_ERROR" && unknown.id == "d")
      #expect(try await client.ask(#"{"type":"HEARTBEAT","id":"h"}"#).id == "h")
    }
  }

  @Test func `A binary message is an error, and the connection lives`() async throws {
    try await running { router, _ in
      let client = try await LegacyClient(router, .node)
      try client.client.send(binary: Array(#"{"type":"HEARTBEAT","id":"h"}"#.utf8))
      #expect(try await client.frame().errorCode == "VALIDATION_ERROR")
      #expect(try await client.ask(#"{"type":"HEARTBEAT","id":"h"}"#).type == "HEARTBEAT_ACK")
    }
  }
}
