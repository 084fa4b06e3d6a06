import Foundation
import TestSupport
import Testing

/// `junctor replay`: logged events, other pipelines.
struct ReplayTests {
  private static let config = SampleConfig(
    routing: """
      log: { type: sqlite, path: events.db }
      pipelines: { live: { from: [ingest], to: [clients] } }
      """)

  private static let other = SampleConfig(
    routing: """
      stages: { urgent: { type: filter, severity: [error] } }
      sinks: { found: { type: file, path: found.ndjson } }
      pipelines: { urgents: { from: [ingest], through: [urgent], to: [found, clients] } }
      """)

  private func replay(_ router: JunctorProcess, _ options: String...) async throws -> Junctor.Result {
    try Self.other.text.write(toFile: router.folder.path("other.yaml"), atomically: true, encoding: .utf8)
    return try await Junctor.result(["replay", "events.db", "--into", "other.yaml"] + options, in: router.folder)
  }

  @Test func `Logged events go through other pipelines, and the log stays as it is`() async throws {
    try await JunctorProcess.run(Self.config) { router in
      let events = ["error", "info", "error", "error"].enumerated().map { index, severity in
        Events.alert("a\(index)", severity: severity)
      }
      let token = try await router.token()
      try await router.publish(events, token: token)
      let result = try await replay(router, "--from", "msg_2")
      #expect(result.end == .exit(0), "\(result.errors)")
      #expect(result.output.contains("replayed  3 events"))
      #expect(result.output.contains("clients   2 would have got"))
      #expect(result.output.contains("dropped   1 by stage urgent of pipeline urgents: filtered"))
      let file = try EventFile(router.folder.path("found.ndjson"))
      #expect(file.lines.map { $0.data.contains("a2") } == [true, false])
      #expect(try await router.publish([Events.alert("next")], token: token) == ["msg_5"])
    }
  }

  @Test func `An empty log has nothing to replay`() async throws {
    try await JunctorProcess.run(Self.config) { router in
      let result = try await replay(router)
      #expect(result.output == "the log is empty: nothing to replay\n")
    }
  }
}
