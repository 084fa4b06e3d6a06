import Glibc
import TestSupport
import Testing

/// What is accepted is in the file, once, in order.
struct FileSinkTests {
  private static let config = SampleConfig(
    routing: """
      sinks: { audit: { type: file, path: events.ndjson } }
      pipelines: { live: { from: [ingest], to: [clients, audit] } }
      """)

  @Test func `Clients and the file get the same events in the same order`() async throws {
    try await JunctorProcess.run(Self.config) { router in
      let token = try await router.token()
      let clients = [
        try await router.connect(.python, token: token, query: "include_ids=true"),
        try await router.connect(.node, token: token, query: "include_ids=true"),
      ]
      for client in clients { try await client.subscribe("agent_status", "system_alerts") }
      var ids: [String] = []
      for number in 1...20 {
        let odd = #","n":9007199254740993,"s":"\u00e9\/\n" "#
        ids += try await router.publish(
          [Events.status(reason: "\(number)"), Events.alert("a\(number)", more: odd)], token: token)
      }
      for client in clients { #expect(try await client.frames(40).map(\.id) == ids) }
      #expect(try await router.stop() == .exit(0))
      let file = try EventFile(router.folder.path("events.ndjson"))
      #expect(file.ids == ids)
      #expect(file.lines[1].data.hasSuffix(#""n":9007199254740993,"s":"\u00e9\/\n" }"#))
    }
  }

  @Test func `A stop in the middle of a stream loses no accepted event and doubles none`() async throws {
    try await JunctorProcess.run(Self.config) { router in
      let token = try await router.token()
      let clients = [
        try await router.connect(.python, token: token, query: "include_ids=true"),
        try await router.connect(.node, token: token, query: "include_ids=true"),
      ]
      for client in clients { try await client.subscribe("agent_status") }

      let accepted = try await publishUntilRefused(router, token, publishers: 3) { count in
        if count == 300 { router.process.send(SIGTERM) }
      }
      #expect(try await router.process.end() == .exit(0))

      let file = try EventFile(router.folder.path("events.ndjson"))
      #expect(file.numbers == Array(1...file.lines.count), "no hole, nothing doubled, in order")
      #expect(
        Set(accepted).isSubset(of: file.ids), "accepted, but not in the file: \(Set(accepted).subtracting(file.ids))")
      #expect(accepted.count >= 300)
      for client in clients {
        let (frames, closing) = try await client.closing()
        #expect(frames.dropLast().map(\.id) == file.ids)
        #expect(frames.last?.type == "disconnect_warning")
        #expect(frames.last?.int("close_code") == 1001)
        #expect(frames.last?.string("last_event_id") == file.ids.last)
        #expect(closing.code == 1001)
      }
      #expect(!router.process.errors.text.contains("left behind"))
    }
  }

  /// Publishers that go on one event after the other until the router takes no more: the ids that it accepted.
  private func publishUntilRefused(
    _ router: JunctorProcess, _ token: String, publishers: Int, onAccepted: @escaping @Sendable (Int) -> Void
  ) async throws -> [String] {
    let count = Watched(0)
    return try await withThrowingTaskGroup { group in
      for _ in 0..<publishers {
        let publisher = try Publisher(port: router.port, token: token)
        group.addTask {
          var ids: [String] = []
          // A refusal or, at the very end, nobody who answers.
          while let reply = try? await publisher.post(Events.status()), reply.status == 202 {
            ids += try Receipt(reply).ids
            onAccepted(
              count.change { count in
                count += 1
                return count
              })
          }
          return ids
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
  }

  @Test func `A sink that hangs does not hold up clients, and its events are counted when it is given up`() async throws
  {
    var config = Self.config
    config.routing = config.routing.replacing("path: events.ndjson", with: "path: .")
    config.drain = "300s"
    try await JunctorProcess.run(config) { router in
      let token = try await router.token()
      let client = try await router.connect(.python, token: token)
      try await client.subscribe("agent_status")
      try await router.publish([Events.status(), Events.status()], token: token)
      #expect(try await client.frames(2).map(\.type) == ["agent_status", "agent_status"])

      router.process.send(SIGTERM)
      #expect(try await client.closing().closing.code == 1001)
      let refusal = try await router.post(Events.status(), token: token)
      #expect(refusal.status == 503)
      #expect(refusal.headers["content-type"] == "application/problem+json")
      #expect(refusal.headers["retry-after"] == "1")
      #expect(try await router.get("/health/ready").status == 503)
      #expect(try await router.get("/health/live").status == 200)

      try await router.expectBalance()
      _ = try await router.stop(SIGINT)
      #expect(router.process.errors.text.contains("stopping at once"))
      #expect(router.process.errors.text.contains(#"abandoned=["audit": 2]"#))
    }
  }
}
