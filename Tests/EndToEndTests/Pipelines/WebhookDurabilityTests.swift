import RouterCore
import TestSupport
import Testing

/// Webhooks behind a log in a file: what was accepted arrives, whatever becomes of the router.
struct WebhookDurabilityTests {
  private static func config(_ receiver: WebhookReceiver) -> SampleConfig {
    SampleConfig(
      routing: """
        log: { type: sqlite, path: log.db }
        sinks:
          hook: { type: webhook, url: "\(receiver.url)", secret: \(WebhookReceiver.secret), timeout: 10s }
        pipelines: { live: { from: [ingest], to: [hook] } }
        """)
  }

  private static func publish(_ count: Int, to router: JunctorProcess) async throws -> [String] {
    try await router.publish(
      (0..<count).map { Events.status(agent: "agent_\($0 % 5)") }, token: try await router.token())
  }

  @Test func `Killed again and again, the router delivers everything, each repetition with the same id and in order`()
    async throws
  {
    let receiver = try await WebhookReceiver()
    let folder = try TemporaryFolder()
    var ids: [String] = []
    for round in 0..<3 {
      try await JunctorProcess.run(Self.config(receiver), in: folder) { router in
        ids += try await Self.publish(100, to: router)
        // In the middle of its work: some are delivered, some are under way, some wait.
        _ = try await receiver.accepted(round * 100 + 20)
        if round == 1 {
          try await receiver.set(.hang)
          ids += try await Self.publish(10, to: router)
        }
        router.process.kill()
        _ = try await router.process.end()
      }
      if round == 1 { try await receiver.set(.accept) }
    }
    try await JunctorProcess.run(Self.config(receiver), in: folder) { router in
      let accepted = try await receiver.accepted(ids.count)
      #expect(Set(accepted.map(\.id)) == Set(ids))
      #expect(receiver.requests.flatMap(\.problems).isEmpty)
      for agent in Set(accepted.map(\.agent)) {
        var numbers: [Int] = []
        for request in accepted where request.agent == agent && !numbers.contains(request.number) {
          numbers.append(request.number)
        }
        #expect(numbers == numbers.sorted(), "\(agent)")
      }
      #expect(try await router.stop() == .exit(0))
    }
  }

  @Test func `A receiver that is gone gets nothing more until the next start, and then everything that waits`()
    async throws
  {
    let receiver = try await WebhookReceiver()
    let folder = try TemporaryFolder()
    try await receiver.set(.gone)
    var config = Self.config(receiver)
    config.routing = config.routing.replacing("timeout: 10s", with: "timeout: 10s, order: strict")
    var ids: [String] = []
    try await JunctorProcess.run(config, in: folder) { router in
      ids += try await Self.publish(3, to: router)
      let line = try await router.process.errors.line(with: "the sink wants nothing more")
      #expect(line.contains("the server answers 410"))
      ids += try await Self.publish(3, to: router)
      #expect(try await router.stop() == .exit(0))
      #expect(receiver.requests.count == 1)
    }
    try await receiver.set(.accept)
    try await JunctorProcess.run(config, in: folder) { _ in
      let accepted = try await receiver.accepted(6)
      #expect(accepted.map(\.id) == ids)
    }
  }
}
