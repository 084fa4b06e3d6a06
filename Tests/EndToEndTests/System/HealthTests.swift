import Foundation
import TestSupport
import Testing

/// What the router says about itself.
struct HealthTests {
  private static let config = SampleConfig(
    routing: """
      log: { type: sqlite, path: data/events.db }
      sources: { router: { type: system, every: 100ms, raise_after: 0s, clear_after: 200ms } }
      sinks: { audit: { type: file, path: out/events.ndjson, retry: { pause: 10ms, max_pause: 50ms } } }
      pipelines:
        live: { from: [router, ingest], to: [clients] }
        written: { from: [ingest], to: [audit] }
      """)

  /// A file where the sink's folder was: nothing can be written there, not even by root.
  private static func breakSink(in folder: TemporaryFolder) throws {
    try? FileManager.default.removeItem(atPath: folder.path("out"))
    try Data().write(to: URL(fileURLWithPath: folder.path("out")))
  }

  private static func repairSink(in folder: TemporaryFolder) throws {
    try FileManager.default.removeItem(atPath: folder.path("out"))
  }

  @Test(arguments: Client.Library.allCases)
  func `A sink that fails and works again is told, with its events delivered in the end`(
    _ library: Client.Library
  ) async throws {
    try await JunctorProcess.run(Self.config) { router in
      let token = try await router.token()
      try await router.publish([Events.status()], token: token)
      _ = try await router.metrics { $0.sum("junctor_sink_events_total", ["fate": "delivered"]) == 1 }
      let client = try await router.connect(library, token: token)
      try await client.subscribe("system_status", "system_alert")

      try Self.breakSink(in: router.folder)
      try await router.publish([Events.status()], token: token)
      let raised = try await client.frames(2)
      Self.expectRaised(raised)
      #expect(try await router.metrics().sum("junctor_sink_failing", ["sink": "audit"]) == 1)

      try Self.repairSink(in: router.folder)
      let ended = try await client.frames(2)
      Self.expectEnded(ended, after: raised[0])
      #expect(try await router.metrics().sum("junctor_sink_failing") == 0)
      #expect(try await router.stop() == .exit(0))
      let lines = try EventFile(router.folder.path("out/events.ndjson")).lines
      #expect(lines.count == 1, "the second, in a new file")
    }
  }

  private static func expectRaised(_ frames: [Frame]) {
    #expect(frames.map(\.type) == ["system_alert", "system_status"])
    let (alert, status) = (frames[0], frames[1])
    #expect(alert.string("type") == "sink_failing")
    #expect(alert.string("status") == "investigating")
    #expect(alert.text("data", "affected_components") == #"["sink:audit"]"#)
    #expect(status.string("old_status") == "healthy")
    #expect(status.string("new_status") == "degraded")
    #expect(status.string("reason") == "sink_failing")
    #expect(status.string("components", "sink:audit") == "degraded")
    for name in ["log", "listeners", "sessions", "source:router"] {
      #expect(status.string("components", name) == "healthy", "\(name)")
    }
  }

  private static func expectEnded(_ frames: [Frame], after alert: Frame) {
    #expect(frames.map(\.type) == ["system_alert", "system_status"])
    let (resolved, status) = (frames[0], frames[1])
    #expect(resolved.string("status") == "resolved")
    #expect(resolved.string("alert_id") == alert.string("alert_id"))
    #expect(resolved.string("severity") == alert.string("severity"))
    #expect(status.string("old_status") == "degraded")
    #expect(status.string("new_status") == "healthy")
    #expect(status.string("reason") == "recovered")
    #expect(status.string("components", "sink:audit") == "healthy")
  }

  @Test func `Filters on components and severity choose among alerts`() async throws {
    try await JunctorProcess.run(Self.config) { router in
      let token = try await router.token()
      let client = try await router.connect(.python, token: token)
      try client.send(
        """
        {"type":"subscribe","data":{"events":["system_alert"],"filters":{"components":["sink:audit"],"severity":["warning"]}}}
        """)
      _ = try await client.frame()
      let other = try await router.connect(.python, token: token)
      try other.send(
        #"{"type":"subscribe","data":{"events":["system_alert","agent_status"],"filters":{"components":["log"]}}}"#)
      _ = try await other.frame()
      try Self.breakSink(in: router.folder)
      try await router.publish([Events.status()], token: token)
      #expect(try await client.frame().type == "system_alert")
      try await router.publish([Events.status(agent: "last")], token: token)
      #expect(try await other.frames(2).map(\.type) == ["agent_status", "agent_status"])
    }
  }

  @Test func `An alert that is open when the router is killed has the same id in the next life`() async throws {
    let folder = try TemporaryFolder()
    let id = try await JunctorProcess.run(Self.config, in: folder) { router in
      let token = try await router.token()
      let client = try await router.connect(.python, token: token)
      try await client.subscribe("system_alert")
      try Self.breakSink(in: folder)
      try await router.publish([Events.status()], token: token)
      let alert = try await client.frame()
      #expect(try await router.stop(SIGKILL) == .signal(SIGKILL))
      return alert.string("alert_id")
    }
    try await JunctorProcess.run(Self.config, in: folder) { router in
      let token = try await router.token()
      let client = try await router.connect(.python, token: token)
      try await client.subscribe("system_alert")
      try Self.repairSink(in: folder)
      let alert = try await client.frame()
      #expect(alert.string("status") == "resolved")
      #expect(id != nil && alert.string("alert_id") == id)
    }
  }
}
