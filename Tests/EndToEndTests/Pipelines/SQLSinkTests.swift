import TestSupport
import Testing

/// Rows that a foreign program reads.
struct SQLSinkTests {
  private static let config = SampleConfig(
    routing: """
      log: { type: sqlite, path: log.db }
      sinks:
        table:
          type: sql
          path: rows.db
          table: statuses
          columns: { agent: event.agent, reason: { from: event.data.reason, type: text, required: true } }
      pipelines: { live: { from: [ingest], to: [table] } }
      """)

  /// The rows of the table as lines.
  private static func rows(in folder: TemporaryFolder) async throws -> [String] {
    let script =
      "import sqlite3, sys; [print(*row) for row in sqlite3.connect(sys.argv[1]).execute('SELECT * FROM statuses ORDER BY 1')]"
    let process = try ChildProcess(Installation.python, ["-c", script, folder.path("rows.db")])
    _ = try await process.end()
    return process.output.lines
  }

  @Test func `Every accepted event is one row, also when the router is killed`() async throws {
    let folder = try TemporaryFolder()
    var ids: [String] = []
    for round in 0..<3 {
      try await JunctorProcess.run(Self.config, in: folder) { router in
        let token = try await router.token()
        for batch in 0..<5 {
          let events = (0..<20).map { Events.status(agent: "a\($0)", reason: "\(round)-\(batch)") }
          ids += try await router.publish(events, token: token)
        }
        guard round < 2 else {
          #expect(try await router.stop() == .exit(0))
          return
        }
        router.process.kill()
        _ = try await router.process.end()
      }
    }
    #expect(try await Self.rows(in: folder).map { "msg_\($0.split(separator: " ")[0])" } == ids)
  }
}
