import RouterCore
import Testing

/// The limits that the legacy document prints, by number, with foreign clients.
struct LegacyLimitTests {
  private func running(_ body: (JunctorProcess, LegacyClient) async throws -> Void) async throws {
    var config = SampleConfig.clients
    config.profile = "production"
    try await JunctorProcess.run(config, in: try .withSecret()) { router in
      try await body(router, try await .authenticated(router, token: try await router.token()))
    }
  }

  @Test func `The 101st message is refused with its id, heartbeats are answered, and the 200th is the last`()
    async throws
  {
    try await running { _, client in
      // AUTH was the first.
      for number in 2...150 {
        try client.client.send(LegacyClient.request("SUBSCRIBE", #"{"events":["AGENT_STATUS"]}"#, id: "m_\(number)"))
      }
      for number in 151...200 { try client.client.send(#"{"type":"HEARTBEAT","id":"m_\#(number)"}"#) }
      let (frames, closing) = try await client.closing()
      #expect(closing.code == 1013)
      #expect(frames.prefix(99).map(\.id) == (2...100).map { "m_\($0)" })
      #expect(frames.prefix(99).allSatisfy { $0.type == "RESPONSE" })
      let refused = frames.dropFirst(99).prefix(50)
      #expect(refused.map(\.id) == (101...150).map { "m_\($0)" })
      for frame in refused {
        #expect(frame.errorCode == "RATE_LIMIT_EXCEEDED")
        #expect(frame.payload("details", "limit")?.int == 100 && frame.payload("details", "remaining")?.int == 0)
        let pause = try #require(frame.payload("details", "retryAfter")?.int)
        #expect((1...60_000).contains(pause), "milliseconds: \(frame)")
      }
      let beats = frames.filter { $0.type == "HEARTBEAT_ACK" }
      #expect(beats.prefix(49).map(\.id) == (151...199).map { "m_\($0)" })
    }
  }

  @Test func `The eleventh subscription is refused, and the ten before it stay`() async throws {
    try await running { router, client in
      let names = [
        "AGENT_STATUS", "AGENT_CREATED", "AGENT_DELETED", "AGENT_UPDATED", "METRICS_UPDATE", "SYSTEM_METRICS_UPDATE",
        "ASSESSMENT_UPDATE", "INSIGHT_UPDATE", "SYSTEM_ALERT", "ENTITY_CREATED",
      ]
      for name in names { try await client.subscribe(name) }
      // What is there already is none more.
      try await client.subscribe("AGENT_STATUS")
      let refusal = try await client.request("SUBSCRIBE", #"{"events":["ENTITY_UPDATED"]}"#, id: "eleventh")
      #expect(refusal.errorCode == "RATE_LIMIT_EXCEEDED" && refusal.id == "eleventh")
      #expect(refusal.payload("details", "limit")?.int == 10)
      let eleven = LegacyClient.list(names + ["ENTITY_UPDATED"])
      let resumed = try await client.ask(
        #"{"type":"RECONNECT","id":"r","payload":{"lastMessageId":"msg_1","subscriptions":\#(eleven)}}"#)
      #expect(resumed.errorCode == "RATE_LIMIT_EXCEEDED" && resumed.id == "r")
      let token = try await router.token()
      try await router.publish([Events.status(), Events.alert("a")], token: token)
      #expect(try await client.frames(2).map { $0.payload("type")?.string } == ["AGENT_STATUS", "SYSTEM_ALERT"])
    }
  }

  /// A heartbeat of so many bytes.
  private static func message(of size: Int) -> String {
    let frame = #"{"type":"HEARTBEAT","id":"h","padding":""}"#
    return #"{"type":"HEARTBEAT","id":"h","padding":"\#(String(repeating: "x", count: size - frame.utf8.count))"}"#
  }

  @Test func `A message may have 102,400 bytes and not one more`() async throws {
    try await running { _, client in
      #expect(Self.message(of: 102_400).utf8.count == 102_400)
      #expect(try await client.ask(Self.message(of: 102_400)).type == "HEARTBEAT_ACK")
      try client.client.send(Self.message(of: 102_401))
      #expect(try await client.closing().closing.code == 1009)
    }
  }
}
