import Testing

struct SubscribingTests {
  /// Numbers that no double holds, escapes that a parser would undo, white space of its own, text beyond ASCII.
  private static let metrics = #"{ "system": {"cpu_usage":45.20, "queue_length":9007199254740993},"x":-0.0,"y":1E400 }"#
  private static let status =
    #"{"agent_id":"agent_\u0031","old_status":"idle","new_status":"active","reason":"\/\u00e9\ud83d\ude00é😀\u0000"}"#

  @Test(arguments: Client.Library.allCases, Client.TokenPlace.allCases)
  func `A client gets the events that it subscribed to, byte for byte`(
    library: Client.Library, place: Client.TokenPlace
  ) async throws {
    try await JunctorProcess.run(.clients) { router in
      let token = try await router.token()
      let client = try Client(library, port: router.port, token: token, in: place)
      #expect(try await client.reports.opened() == (place == .subprotocol ? "bearer" : nil))
      let welcome = try await client.frame()
      #expect(welcome.type == "connection_established")
      #expect(welcome.string("session_id")?.hasPrefix("session_") == true)

      try client.send(#"{"type":"subscribe","data":{"events":["metrics","agent_status"]}}"#)
      let confirmation = try await client.frame()
      #expect(confirmation.type == "subscription_confirmed")
      #expect(confirmation.text("data") == #"{"events":["metrics","agent_status"],"agents":[],"status":"active"}"#)

      try await router.publish(
        [
          #"{"type":"metrics_update","timestamp":"2026-01-15T10:31:00Z","data":\#(Self.metrics)}"#,
          #"{"type":"system_alert","data":{"alert_id":"a1","severity":"error"}}"#,
          #"{"type":"agent_status","data":\#(Self.status)}"#,
        ], token: token)
      let frames = try await client.frames(2)
      #expect(frames.map(\.type) == ["metrics_update", "agent_status"])
      #expect(frames.map { $0.text("data") } == [Self.metrics, Self.status])
      #expect(frames[0].text("timestamp") == #""2026-01-15T10:31:00Z""#)
      #expect(frames.allSatisfy { $0.id == nil })
    }
  }

  @Test(arguments: Client.Library.allCases)
  func `A client gets what it asked for and nothing else`(library: Client.Library) async throws {
    try await JunctorProcess.run(.clients) { router in
      let token = try await router.token()
      let client = try await router.connect(library, token: token)
      try client.send(
        #"{"type":"subscribe","data":{"events":["agent.*","metrics"],"agents":["a","b"]}}"#)
      try client.send(
        #"{"type":"subscribe","data":{"events":["system_alerts","nonsense"],"filters":{"severity":["error"]}}}"#)
      try client.send(#"{"type":"unsubscribe","data":{"events":["agent_status"],"agents":["b"]}}"#)
      let answers = try await client.frames(4)
      #expect(
        answers.map(\.type) == [
          "subscription_confirmed", "subscription_confirmed", "subscription_error", "subscription_confirmed",
        ])
      #expect(answers[0].text("data") == #"{"events":["agent.*","metrics"],"agents":["a","b"],"status":"active"}"#)
      #expect(answers[2].string("error_code") == "INVALID_EVENT_TYPE")
      #expect(answers[3].text("data") == #"{"events":["agent_status"],"agents":["b"],"status":"removed"}"#)

      try await router.publish(
        [
          Events.status(agent: "a"), Events.status(agent: "b"), Events.status(agent: "c"),
          #"{"type":"agent_deleted","data":{"agent_id":"b"}}"#,
          #"{"type":"metrics_update","data":{"agents":{"a":{"current_load":0.10},"c":{}},"system":{"cpu_usage":1}}}"#,
          Events.alert("quiet", severity: "info"), Events.alert("loud"),
        ], token: token)
      let events = try await client.frames(4)
      #expect(events.map(\.type) == ["agent_status", "agent_deleted", "metrics_update", "system_alert"])
      #expect(events[0].string("agent_id") == "a")
      #expect(events[1].string("agent_id") == "b")
      #expect(events[2].text("data") == #"{"agents":{"a":{"current_load":0.10}},"system":{"cpu_usage":1}}"#)
      #expect(events[3].string("alert_id") == "loud")
    }
  }
}
