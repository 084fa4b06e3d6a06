import Glibc
import RouterCore
import TestSupport
import Testing

/// Legacy clients that lose their connection, or their server, and come back.
struct LegacyResumingTests {
  private static let wanted = ["AGENT_STATUS"]

  private static func events(_ numbers: ClosedRange<Int>) -> [String] {
    numbers.map { Events.status(agent: "agent_\($0)") }
  }

  private static func ids(_ numbers: ClosedRange<Int>) -> [String] { numbers.map { "msg_\($0)" } }

  /// - Parameters:
  ///   - replayed: how many events follow.
  ///   - last: everything behind it comes.
  private static func expect(
    _ frame: Frame, replayed: Int, gap: Bool, last: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(frame.type == "RECONNECT_SUCCESS" && frame.id == "reconnect_123", sourceLocation: sourceLocation)
    #expect(frame.payload("sessionId")?.string?.isEmpty == false, sourceLocation: sourceLocation)
    #expect(frame.text("payload", "subscriptions") == LegacyClient.list(wanted), sourceLocation: sourceLocation)
    #expect(frame.payload("replayCount")?.int == replayed, "\(frame)", sourceLocation: sourceLocation)
    #expect(frame.payload("gap")?.bool == gap, "\(frame)", sourceLocation: sourceLocation)
    #expect(frame.payload("lastMessageId")?.string == last, "\(frame)", sourceLocation: sourceLocation)
  }

  @Test(arguments: Client.Library.allCases)
  func `RECONNECT brings what was missed, then what happens, each once`(library: Client.Library) async throws {
    try await JunctorProcess.run(.clients) { router in
      let token = try await router.token()
      let first = try await LegacyClient.authenticated(router, library, token: token)
      try await first.subscribe("AGENT_STATUS")
      try await router.publish(Self.events(1...5), token: token)
      #expect(try await first.frames(5).map(\.id) == Self.ids(1...5))
      try first.client.close()
      _ = try await first.closing()
      try await router.publish(Self.events(6...600) + [Events.alert("a")], token: token)

      let second = try await LegacyClient.authenticated(router, library, token: token)
      let answer = try await second.reconnect(after: #""msg_3""#, Self.wanted)
      Self.expect(answer, replayed: 597, gap: false, last: "msg_3")
      #expect(answer.payload("oldestAvailable")?.string == "msg_1")
      try await router.publish(Self.events(602...605), token: token)
      #expect(try await second.frames(601).map(\.id) == Self.ids(4...600) + Self.ids(602...605))
    }
  }

  @Test func `RECONNECT replaces the subscriptions, and is good for anonymous clients too`() async throws {
    try await JunctorProcess.run(.clients) { router in
      let token = try await router.token()
      let client = try await LegacyClient(router)
      try await client.subscribe("SYSTEM_ALERT")
      try await router.publish([Events.alert("a")], token: token)
      #expect(try await client.frame().id == "msg_1")
      try await router.publish(Self.events(2...4), token: token)
      Self.expect(try await client.reconnect(after: #""msg_1""#, Self.wanted), replayed: 3, gap: false, last: "msg_1")
      try await router.publish([Events.alert("b"), Events.status()], token: token)
      #expect(try await client.frames(4).map(\.id) == ["msg_2", "msg_3", "msg_4", "msg_6"])
    }
  }

  @Test func `An id that has expired is a gap, and what is left comes`() async throws {
    let config = SampleConfig(routing: "log: { keep: { count: 100 } }\n\(SampleConfig.clients.routing)")
    try await JunctorProcess.run(config) { router in
      let token = try await router.token()
      for start in stride(from: 1, to: 500, by: 100) {
        try await router.publish(Self.events(start...(start + 99)), token: token)
      }
      let client = try await LegacyClient.authenticated(router, token: token)
      let answer = try await client.reconnect(after: #""msg_2""#, Self.wanted)
      #expect(answer.type == "RECONNECT_SUCCESS" && answer.payload("gap")?.bool == true, "\(answer)")
      let oldest = try #require(answer.payload("oldestAvailable")?.string?.wholeMatch(of: /msg_(\d+)/)?.1)
      let first = try #require(Int(oldest))
      #expect(first > 3 && answer.payload("replayCount")?.int == 501 - first)
      try await router.publish(Self.events(501...501), token: token)
      #expect(try await client.frames(502 - first).map(\.id) == Self.ids(first...501))
    }
  }

  @Test(arguments: ["msg_1735689600000", "msg_999999"])
  func `An id that was never ours is a gap, and nothing comes again`(id: String) async throws {
    try await JunctorProcess.run(.clients) { router in
      let token = try await router.token()
      try await router.publish(Self.events(1...3), token: token)
      let client = try await LegacyClient.authenticated(router, token: token)
      let answer = try await client.reconnect(after: "\"\(id)\"", Self.wanted)
      Self.expect(answer, replayed: 0, gap: true, last: "msg_3")
      #expect(answer.payload("reason")?.string == "unknown")
      try await router.publish(Self.events(4...4), token: token)
      #expect(try await client.frame().id == "msg_4")
    }
  }

  @Test func `Garbage for an id is refused, and changes nothing`() async throws {
    try await JunctorProcess.run(.clients) { router in
      let token = try await router.token()
      let client = try await LegacyClient.authenticated(router, token: token)
      try await client.subscribe("SYSTEM_ALERT")
      for last in [#""nonsense""#, #""msg_""#, #""msg_-1""#, #""msg_1x""#, "5", "[]", "{}"] {
        let answer = try await client.reconnect(after: last, Self.wanted)
        #expect(answer.errorCode == "VALIDATION_ERROR" && answer.id == "reconnect_123", "\(last): \(answer)")
        #expect(answer.payload("details", "field")?.string == "lastMessageId", "\(last): \(answer)")
      }
      let wrong = try await client.reconnect(after: #""msg_1""#, ["DANCE_UPDATE"])
      #expect(wrong.errorCode == "VALIDATION_ERROR")
      #expect(wrong.payload("details", "field")?.string == "subscriptions", "\(wrong)")
      try await router.publish([Events.status(), Events.alert("a")], token: token)
      #expect(try await client.frame().id == "msg_2")
    }
  }

  @Test(arguments: [true, false])
  func `A client finds its place again after the server was killed or stopped`(isKilled: Bool) async throws {
    let config = SampleConfig(routing: "log: { type: sqlite, path: data/events.db }\n\(SampleConfig.clients.routing)")
    let folder = try TemporaryFolder()
    var token = ""
    var ids: [String] = []
    try await JunctorProcess.run(config, in: folder) { router in
      token = try await router.token()
      let client = try await LegacyClient.authenticated(router, token: token)
      try await client.subscribe("AGENT_STATUS")
      ids = try await router.publish(Self.events(1...300), token: token)
      #expect(try await client.frames(200).map(\.id) == Array(ids.prefix(200)))
      _ = try await router.stop(isKilled ? SIGKILL : SIGTERM)
    }
    try await JunctorProcess.run(config, in: folder) { router in
      let client = try await LegacyClient.authenticated(router, token: token)
      let answer = try await client.reconnect(after: "\"\(ids[199])\"", Self.wanted)
      Self.expect(answer, replayed: 100, gap: false, last: ids[199])
      let news = try await router.publish(Self.events(301...310), token: token)
      #expect(try await client.frames(110).map(\.id) == Array(ids.suffix(100)) + news)
    }
  }
}
