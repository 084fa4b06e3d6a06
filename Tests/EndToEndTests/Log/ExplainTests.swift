import Foundation
import RouterCore
import TestSupport
import Testing

/// `junctor explain`, beside a running router.
struct ExplainTests {
  private static let config = SampleConfig(
    routing: """
      log: { type: sqlite, path: events.db }
      stages: { urgent: { type: filter, severity: [error] } }
      sinks: { audit: { type: file, path: events.ndjson } }
      pipelines:
        live: { from: [ingest], to: [clients] }
        alerts: { from: [ingest], through: [urgent, { type: throttle, rate: 1/h }], to: [audit] }
      """)

  private func explain(_ router: JunctorProcess, _ event: String, _ more: String...) async throws -> Junctor.Result {
    try await Junctor.result(["explain", event, "junctor.yaml"] + more, in: router.folder)
  }

  @Test func `An event's way is told with the places of the stages that decided`() async throws {
    try await JunctorProcess.run(Self.config) { router in
      let token = try await router.token()
      try await router.publish([Events.alert("a1"), Events.alert("a2")], token: token)
      _ = try await router.metrics { $0.sum("junctor_sink_events_total", ["sink": "audit", "fate": "delivered"]) == 1 }
      let first = try await explain(router, "msg_1").output
      #expect(first.contains("✓ stage urgent (filter): passed  junctor.yaml:"))
      #expect(first.contains("→ sink audit: admitted"))
      #expect(first.contains("sink audit: has dealt with it"))
      let second = try await explain(router, "2").output
      #expect(second.contains("✗ stage throttle (throttle): dropped, throttled  junctor.yaml:"))
      #expect(second.contains("→ sink clients: admitted"))
    }
  }

  @Test func `What would become of an event depends on the state of the stages`() async throws {
    try await JunctorProcess.run(Self.config) { router in
      try Events.alert("a0").write(toFile: router.folder.path("event.json"), atomically: true, encoding: .utf8)
      #expect(try await explain(router, "event.json").output.contains("→ sink audit: admitted"))
      try await router.publish([Events.alert("a1")], token: try await router.token())
      _ = try await router.metrics { $0.sum("junctor_sink_events_total", ["sink": "audit", "fate": "delivered"]) == 1 }
      let later = try await explain(router, "event.json").output
      #expect(later.contains("✗ stage throttle (throttle): dropped, throttled"))
      #expect(try await router.metrics().sum("junctor_published_events_total") == 1)
    }
  }

  @Test func `A client's verdict names the test that failed`() async throws {
    try await JunctorProcess.run(Self.config) { router in
      let token = try await router.token()
      let client = try Client(.python, port: router.port, token: token)
      try await client.reports.opened()
      let welcome = try JSONDocument(parsing: try await client.frame().text)
      let session = try #require(welcome.root["data"]?["session_id"]?.string)
      try await client.subscribe("agent_status")
      try await router.publish([Events.status(reason: "x"), Events.alert("a1")], token: token)
      _ = try await client.frames(1)
      func verdict(_ event: String, of session: String) async throws -> String? {
        let reply = try await router.getFromAdmin("/explain?client=\(session)&event=\(event)")
        return try JSONDocument(parsing: reply.body).root["verdict"]?.string
      }
      #expect(try await verdict("msg_1", of: session) == "sent")
      #expect(try await verdict("msg_2", of: session) == "not_subscribed")
      #expect(try await verdict("msg_1", of: "session_0") == "unknown")
      #expect(try await router.getFromAdmin("/explain?client=\(session)&event=7").status == 400)
    }
  }

  @Test(arguments: [
    ("msg_7", "msg_7 is unknown: the log is empty"), ("no.json", "neither the id of an event (msg_42) nor a file"),
  ])
  func `What cannot be explained is said`(event: String, words: String) async throws {
    try await JunctorProcess.run(Self.config) { router in
      let result = try await explain(router, event)
      #expect(result.end == .exit(1))
      #expect(result.errors.contains(words))
    }
  }
}
