import RouterCore
import TestSupport
import Testing

/// Webhooks to a foreign receiver that fails, hangs, dies and comes back.
struct WebhookTests {
  private static func config(_ receiver: WebhookReceiver) -> SampleConfig {
    SampleConfig(
      routing: """
        sinks:
          hook:
            type: webhook
            url: \(receiver.url)
            secret: \(WebhookReceiver.secret)
            timeout: 300ms
            breaker: { failures: 4, pause: 200ms }
          audit: { type: file, path: events.ndjson }
        pipelines: { live: { from: [ingest], to: [hook, audit] } }
        """)
  }

  /// Publishes that many events of a few agents.
  private static func publish(_ count: Int, to router: JunctorProcess, _ token: String) async throws -> [String] {
    try await router.publish((0..<count).map { Events.status(agent: "agent_\($0 % 5)") }, token: token)
  }

  private static func delivered(_ count: Int, by sink: String, of router: JunctorProcess) async throws {
    _ = try await router.metrics { page in
      page.sum("junctor_sink_events_total", ["sink": sink, "fate": "delivered"]) == count
    }
  }

  @Test func `Whatever the receiver does nothing is lost, every agent's order is kept and other sinks are undisturbed`()
    async throws
  {
    let receiver = try await WebhookReceiver()
    try await JunctorProcess.run(Self.config(receiver)) { router in
      let token = try await router.token()
      var ids = try await Self.publish(20, to: router, token)
      try await Self.delivered(20, by: "hook", of: router)

      for mode in [WebhookReceiver.Mode.fail, .busy, .close] {
        try await receiver.set(mode)
        ids += try await Self.publish(20, to: router, token)
        try await receiver.request(in: mode)
        try await Self.delivered(ids.count, by: "audit", of: router)
        try await receiver.set(.accept)
        try await Self.delivered(ids.count, by: "hook", of: router)
      }

      try await receiver.set(.hang)
      ids += try await Self.publish(20, to: router, token)
      try await receiver.request(in: .hang)
      let before = receiver.requests
      try await receiver.kill()
      ids += try await Self.publish(20, to: router, token)
      try await Self.delivered(ids.count, by: "audit", of: router)
      let revived = try await WebhookReceiver(port: receiver.port)
      try await Self.delivered(ids.count, by: "hook", of: router)

      let requests = before + revived.requests
      #expect(requests.flatMap(\.problems).isEmpty)
      Self.expectOnceInOrder(requests.filter { $0.mode == "accept" }, ids)
      try await router.expectBalance()
      #expect(try EventFile(router.folder.path("events.ndjson")).ids == ids)
      #expect(try await router.stop() == .exit(0))
      #expect(!router.process.errors.text.contains(WebhookReceiver.secret))
    }
  }

  /// The answers of this receiver are never lost, so nothing comes twice either.
  private static func expectOnceInOrder(_ accepted: [WebhookReceiver.Request], _ ids: [String]) {
    #expect(accepted.sorted { $0.number < $1.number }.map(\.id) == ids)
    for agent in Set(accepted.map(\.agent)) {
      let numbers = accepted.filter { $0.agent == agent }.map(\.number)
      #expect(numbers == numbers.sorted(), "\(agent)")
    }
  }

  @Test func `A stop while the receiver hangs ends in time`() async throws {
    let receiver = try await WebhookReceiver()
    try await receiver.set(.hang)
    var config = Self.config(receiver)
    config.routing = config.routing.replacing("timeout: 300ms", with: "timeout: 1h")
    config.drain = "300ms"
    try await JunctorProcess.run(config) { router in
      let token = try await router.token()
      try await router.publish([Events.status(), Events.status()], token: token)
      try await receiver.request(in: .hang)
      _ = try await router.stop()
      #expect(receiver.requests.count == 1)
    }
  }

  @Test func `The example config is valid`() async throws {
    let folder = try TemporaryFolder()
    let path = "\(Installation.repository)/Config/examples/webhook.yaml"
    let result = try await Junctor.result(["validate", path], in: folder)
    #expect(result.end == .exit(0), "\(result.output)\(result.errors)")
  }
}
