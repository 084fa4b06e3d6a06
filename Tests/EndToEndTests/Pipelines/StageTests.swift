import TestSupport
import Testing

/// Pipelines do what their stages say, and the counters say what they did.
struct StageTests {
  private static let config = SampleConfig(
    routing: """
      stages:
        urgent: { type: filter, severity: [warning, error] }
        calm: { type: throttle, rate: 2/h, key: event.data.type }
        private: { type: redact, remove: [event.data.user.email], mask: [event.data.user.name] }
      pipelines:
        alerts: { from: [ingest], through: [urgent, calm, private], to: [clients] }
        summary:
          from: [ingest]
          through:
            - { type: filter, types: [system_alert] }
            - { type: window, every: 1s, group_by: event.data.type }
          to: [clients]
      """)

  private static func alerts(_ count: Int, severity: String, type: String) -> [String] {
    let user = #","user" : {"name":"Ann", "id":1.50,"email":"ann@example.com" }"#
    return (1...count).map { Events.alert("\(type)_\($0)", severity: severity, type: type, more: user) }
  }

  @Test func `Alerts are filtered, throttled, redacted and counted by window`() async throws {
    try await JunctorProcess.run(Self.config) { router in
      let token = try await router.token()
      let client = try await router.connect(.python, token: token)
      try await client.subscribe("system_alert", "window_summary")
      try await router.publish(
        Self.alerts(5, severity: "error", type: "disk") + Self.alerts(3, severity: "info", type: "note")
          + Self.alerts(4, severity: "warning", type: "load") + [Events.status()], token: token)

      var counts: [String: Int] = [:]
      let frames = try await client.frames { frame in
        guard frame.type == "window_summary", let type = frame.string("group", "type") else { return false }
        counts[type, default: 0] += frame.int("count") ?? 0
        return counts.values.reduce(0, +) == 12
      }
      #expect(counts == ["disk": 5, "note": 3, "load": 4])
      let alerts = frames.filter { $0.type == "system_alert" }
      #expect(alerts.map { $0.string("alert_id") } == ["disk_1", "disk_2", "load_1", "load_2"])
      #expect(alerts.allSatisfy { $0.text("data", "user") == #"{"name":"***", "id":1.50 }"# })

      let page = try await router.expectBalance()
      let urgent = ["pipeline": "alerts", "stage": "urgent"]
      #expect(page.sum("junctor_stage_events_total", urgent.merging(["fate": "received"]) { $1 }) == 13)
      #expect(page.sum("junctor_stage_dropped_events_total", urgent) == 4)
      let calm = ["pipeline": "alerts", "stage": "calm", "reason": "throttled"]
      #expect(page.sum("junctor_stage_dropped_events_total", calm) == 5)
      #expect(page.sum("junctor_stage_events_total", ["pipeline": "summary", "fate": "absorbed"]) == 12)
      #expect(page.sum("junctor_client_events_total", ["fate": "delivered"]) == frames.count)
      #expect(page.sum("junctor_published_events_total") == 13)
    }
  }

  @Test func `The counters add up at any moment of a stream`() async throws {
    let demo = SampleConfig(
      routing: """
        sources: { fleet: { type: demo, rate: 500/s, agents: 8, seed: 7 } }
        sinks: { audit: { type: file, path: events.ndjson } }
        pipelines:
          agents:
            from: [fleet]
            through:
              - { type: filter, types: [agent.*, inference.*] }
              - { type: sample, keep: 50%, key: event.agent }
              - { type: throttle, rate: 100/s }
            to: [clients, audit]
          counts: { from: [fleet], through: [{ type: window, every: 1s, group_by: event.type }], to: [clients] }
        """)
    try await JunctorProcess.run(demo) { router in
      let client = try await router.connect(.node, token: try await router.token(), query: "include_ids=true")
      try await client.subscribe("agent.*", "inference.*", "window_summary")
      var ids: [String?] = []
      // Two ends of windows, with a look at the counters again and again on the way.
      var ends: Set<String> = []
      while ends.count < 2 {
        let frames = try await client.frames(10)
        ids += frames.map(\.id)
        ends.formUnion(frames.compactMap { $0.string("window_end") })
        try await router.expectBalance()
      }
      #expect(try await router.stop() == .exit(0))
      ids += try await client.closing().frames.dropLast().map(\.id)
      let numbers = ids.compactMap { id in id.flatMap { Int($0.dropFirst("msg_".count)) } }
      #expect(numbers.count == ids.count)
      #expect(numbers == Array(Set(numbers)).sorted(), "each once, in order")
      let file = try EventFile(router.folder.path("events.ndjson"))
      #expect(!file.ids.isEmpty)
      // The client came a moment after the first events.
      let first = try #require(numbers.first)
      #expect(file.numbers.filter { $0 >= first }.allSatisfy(Set(numbers).contains))
    }
  }
}
