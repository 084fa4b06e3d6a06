import TestSupport
import Testing

/// `/metrics` is what Prometheus and its tools expect.
struct MetricsFormTests {
  private static let config = SampleConfig(
    routing: """
      sources:
        host: { type: metrics, every: 1s }
        fleet: { type: demo, agents: 3, rate: 200/s }
      stages:
        urgent: { type: filter, severity: [warning, error] }
        calm: { type: throttle, rate: 2/h, key: event.data.type }
      sinks:
        audit: { type: file, path: data/events.ndjson }
      pipelines:
        live: { from: [host, fleet, ingest], to: [clients, audit] }
        alerts: { from: [ingest], through: [urgent, calm], to: [clients] }
      """)

  /// One router that has done everything once, for all that is to be seen on its pages.
  private static func underLoad(_ body: (JunctorProcess, String) async throws -> Void) async throws {
    try await JunctorProcess.run(config) { router in
      let token = try await router.token()
      let client = try await router.connect(.python, token: token)
      try await client.subscribe("agent_status", "system_alert")
      try await router.publish((1...5).map { Events.alert("a\($0)") } + [Events.status()], token: token)
      #expect(try await router.post("{", token: token).status == 400)
      try await body(router, token)
      try await router.expectBalance()
    }
  }

  @Test func `The Python client's parsers read both forms, under load, and read the same in them`() async throws {
    try await Self.underLoad { router, token in
      let load = Task { [port = router.port] in
        let publisher = try Publisher(port: port, token: token)
        let batch = "[\((0..<100).map { Events.status(agent: "agent_\($0)") }.joined(separator: ","))]"
        while !Task.isCancelled { _ = try await publisher.post(batch) }
      }
      defer { load.cancel() }
      for _ in 0..<5 {
        let text = try await ParsedMetrics(.text, of: router)
        let open = try await ParsedMetrics(.openMetrics, of: router)
        #expect(text.series == open.series)
        #expect(
          text.families.merging(["junctor_build": "info"]) { $1 }.filter { $0.key != "junctor_build_info" }
            == open.families)
        #expect(text.units.isEmpty)
        #expect(open.units["process_cpu_seconds"] == "seconds")
        #expect(open.units["process_resident_memory_bytes"] == "bytes")
      }
    }
  }

  @Test func `Nothing that a client says becomes a label`() async throws {
    try await Self.underLoad { router, token in
      let before = try await ParsedMetrics(.openMetrics, of: router).series
      for n in 0..<5 {
        let odd = "intruder_\(n)"
        let client = try await router.connect(.node, token: token, query: "client_version=\(odd)&fingerprint=\(odd)")
        try client.send(#"{"type":"subscribe","data":{"events":["\#(odd)"]}}"#)
        try client.send(#"{"type":"\#(odd)","\#(odd)":1}"#)
        try client.send(
          #"{"type":"subscribe","data":{"events":["agent_status"],"agents":["\#(odd)"],"filters":{"\#(odd)":"\#(odd)"}}}"#
        )
        _ = try await client.frames(3)
        #expect(try await router.post(#"{"type":"\#(odd)","data":{}}"#, token: token).status == 422)
        #expect(try await router.post("{}", token: odd).status == 401)
        #expect(try await router.get("/\(odd)").status == 404)
        let alert = Events.alert(odd, severity: odd, type: odd, more: #","\#(odd)":"\#(odd)""#)
        try await router.publish(
          [alert.replacing(#"{"type""#, with: #"{"source":"\#(odd)","id":"\#(odd)","type""#, maxReplacements: 1)],
          token: token)
        try await router.publish([Events.status(agent: odd)], token: token)
        try client.close()
      }
      let after = try await ParsedMetrics(.openMetrics, of: router).series
      #expect(after == before, "\(after.symmetricDifference(before).sorted())")
      let page = try await router.getFromAdmin("/metrics").body
      #expect(!page.contains("intruder"))
    }
  }

  @Test(.enabled(if: Installation.promtool != nil, "promtool is not installed"))
  func `promtool has nothing to say`() async throws {
    try await Self.underLoad { router, _ in
      let promtool = try ChildProcess(try #require(Installation.promtool), ["check", "metrics"])
      try promtool.write(try await router.getFromAdmin("/metrics").body)
      promtool.closeInput()
      #expect(try await promtool.end() == .exit(0))
      #expect(promtool.output.text + promtool.errors.text == "")
    }
  }
}
