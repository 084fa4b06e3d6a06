import Foundation
import TestSupport
import Testing

/// Files and standard input as sources of the real program.
struct TailTests {
  private static let tailing = SampleConfig(
    routing: """
      log: { type: sqlite, path: log.db }
      sources: { lines: { type: tail, path: in.ndjson, from: beginning, every: 10ms, linger: 0s } }
      sinks: { audit: { type: file, path: audit.ndjson } }
      pipelines: { live: { from: [lines], to: [clients, audit] } }
      """)

  private static func append(_ numbers: Range<Int>, to path: String) throws {
    if !FileManager.default.fileExists(atPath: path) {
      #expect(FileManager.default.createFile(atPath: path, contents: nil))
    }
    let file = try #require(FileHandle(forWritingAtPath: path))
    try file.seekToEnd()
    let text = numbers.map { Events.status(agent: "a\($0)", reason: "line") + "\n" }.joined()
    try file.write(contentsOf: Data(text.utf8))
    try file.close()
  }

  private static func agents(_ count: Int, in folder: TemporaryFolder, _ router: JunctorProcess) async throws
    -> [String]
  {
    _ = try await router.metrics { _ in
      ((try? EventFile(folder.path("audit.ndjson")))?.lines.count ?? 0) >= count
    }
    return try EventFile(folder.path("audit.ndjson")).lines.map { line in
      line.data.firstMatch(of: /"agent_id":"([^"]*)"/).map { String($0.1) } ?? line.data
    }
  }

  @Test func `Lines of a file that is rotated reach everybody once, also when the router is killed`() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path("in.ndjson")
    var written = 0
    func write(_ count: Int) throws {
      try Self.append(written..<written + count, to: path)
      written += count
    }
    try write(10)
    for round in 0..<3 {
      try await JunctorProcess.run(Self.tailing, in: folder) { router in
        let client = try await router.connect(.python, token: try await router.token())
        try await client.subscribe("agent_status")
        _ = try await Self.agents(written, in: folder, router)
        try write(5)
        _ = try await Self.agents(written, in: folder, router)
        try FileManager.default.moveItem(atPath: path, toPath: "\(path)-2024010\(2 * round + 1)")
        try write(5)
        let last = "a\(written - 1)"
        let frames = try await client.frames { $0.string("agent_id") == last }
        #expect(frames.count >= 10)
        router.process.kill()
        _ = try await router.process.end()
      }
      // While it is down: more lines, and another file.
      try write(3)
      try FileManager.default.moveItem(atPath: path, toPath: "\(path)-2024010\(2 * round + 2)")
      try write(4)
    }
    try await JunctorProcess.run(Self.tailing, in: folder) { router in
      let agents = try await Self.agents(written, in: folder, router)
      #expect(agents == (0..<written).map { "a\($0)" })
      #expect(try await router.stop() == .exit(0))
    }
  }

  @Test func `A router that is killed while it reads goes on where it was`() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path("in.ndjson")
    var (written, interrupted) = (0, 0)
    func write(_ count: Int) throws {
      try Self.append(written..<written + count, to: path)
      written += count
    }
    // A file that was renamed before anybody has read it is none of those that followed.
    try write(1)
    try await JunctorProcess.run(Self.tailing, in: folder) { router in
      _ = try await Self.agents(1, in: folder, router)
      #expect(try await router.stop() == .exit(0))
    }
    for round in 1...3 {
      try write(5000)
      try FileManager.default.moveItem(atPath: path, toPath: "\(path)-2024010\(round)")
      try write(5000)
      let before = written - 10_000
      try await JunctorProcess.run(Self.tailing, in: folder) { router in
        // Some of these thousands have arrived, and most have not.
        let arrived = try await Self.agents(before + 1, in: folder, router).count
        router.process.kill()
        _ = try await router.process.end()
        interrupted += arrived < written ? 1 : 0
      }
      try await JunctorProcess.run(Self.tailing, in: folder) { router in
        _ = try await Self.agents(written, in: folder, router)
        #expect(try await router.stop() == .exit(0))
      }
    }
    try await JunctorProcess.run(Self.tailing, in: folder) { router in
      let arrived = try await Self.agents(written, in: folder, router)
      #expect(arrived == (0..<written).map { "a\($0)" })
      let end = try await router.stop()
      #expect(end == .exit(0))
    }
    #expect(interrupted > 0)
  }

  @Test func `Standard input is a source, and what is no event is counted`() async throws {
    let config = SampleConfig(
      routing: """
        sources: { lines: { type: tail, path: "-" } }
        pipelines: { live: { from: [lines], to: [clients] } }
        """)
    try await JunctorProcess.run(config) { router in
      let client = try await router.connect(.node, token: try await router.token())
      try await client.subscribe("agent_status")
      for line in [Events.status(agent: "a1", reason: "x"), "no event", Events.status(agent: "a2", reason: "x")] {
        try router.process.write(line)
      }
      #expect(try await client.frames(2).map { $0.string("agent_id") } == ["a1", "a2"])
      let page = try await router.getFromAdmin("/metrics").body
      #expect(page.contains(#"junctor_source_events_total{source="lines",fate="rejected"} 1"#))
      #expect(!router.process.errors.text.contains("no event\""))
      #expect(try await router.stop() == .exit(0))
    }
  }

  @Test func `A wrong config is found where it is wrong`() async throws {
    let folder = try TemporaryFolder()
    let config = SampleConfig(
      routing: """
        sources:
          lines: { type: tail, path: a, event: { type: system_alerd } }
          one: { type: tail, path: "-" }
          two: { type: tail, path: "-" }
        pipelines: { live: { from: [lines, one, two], to: [clients] } }
        """)
    try config.text.write(toFile: folder.path("junctor.yaml"), atomically: true, encoding: .utf8)
    let result = try await Junctor.result(["validate", "junctor.yaml"], in: folder)
    #expect(result.end == .exit(1))
    let report = result.output + result.errors
    #expect(report.contains("unknown event type 'system_alerd'"))
    #expect(report.contains("source 'one' has the same 'path'"))
  }
}
