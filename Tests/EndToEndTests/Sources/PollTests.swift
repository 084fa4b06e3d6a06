import RouterCore
import TestSupport
import Testing

/// The real program asks a foreign server.
struct PollTests {
  private static let word = "only-for-the-server"

  private static func config(_ port: Int, path: String = "items", _ keys: String = "") -> SampleConfig {
    SampleConfig(
      routing: """
        log: { type: sqlite, path: log.db }
        sources:
          feed:
            type: poll
            url: "http://127.0.0.1:\(port)/\(path)"
            every: 100ms
            headers: { Authorization: "Bearer \(word)" }
            items: .
            key: id
            \(keys)
            event: { type: agent_status, data: { agent_id: id, old_status: { value: idle }, new_status: state } }
        sinks: { audit: { type: file, path: audit.ndjson } }
        pipelines: { live: { from: [feed], to: [clients, audit] } }
        """)
  }

  private static func server() async throws -> (process: ChildProcess, port: Int) {
    let process = try ChildProcess(Installation.python, [Installation.client("json_server.py"), "0"])
    guard let line = try await process.output.line(at: 0, "port"),
      let port = try JSONDocument(parsing: line).root["port"]?.int
    else { throw Unexpected(process.errors.text, instead: "a port") }
    return (process, port)
  }

  private static func list(_ ids: String...) -> String {
    "[\(ids.map { #"{"id":"\#($0)","state":"active"}"# }.joined(separator: ","))]"
  }

  /// The first request that is so.
  private static func request(_ server: ChildProcess, _ isMeant: (JSONNode) -> Bool) async throws -> JSONNode {
    var index = 1
    while let line = try await server.output.line(at: index, "further request") {
      let request = try JSONDocument(parsing: line).root
      if isMeant(request) { return request }
      index += 1
    }
    throw Unexpected(server.output.text, instead: "such a request")
  }

  private static func agents(in folder: TemporaryFolder) throws -> [String] {
    try EventFile(folder.path("audit.ndjson")).lines.map { line in
      try JSONDocument(parsing: line.data).root["agent_id"]?.string ?? ""
    }
  }

  @Test func `New items reach clients once, also after a restart, and unchanged documents are not sent again`()
    async throws
  {
    let folder = try TemporaryFolder()
    let (server, port) = try await Self.server()
    try await JunctorProcess.run(Self.config(port), in: folder) { router in
      let client = try await router.connect(.python, token: try await router.token())
      try await client.subscribe("agent_status")
      try server.write(Self.list("a", "b"))
      #expect(try await client.frames(2).map { $0.string("agent_id") } == ["a", "b"])
      let unchanged = try await Self.request(server) { $0["status"]?.int == 304 }
      #expect(unchanged["tag"]?.kind == .string)
      #expect(unchanged["authorization"]?.string == "Bearer \(Self.word)")
      try server.write(Self.list("c", "b", "a"))
      #expect(try await client.frame().string("agent_id") == "c")
      #expect(try await router.stop() == .exit(0))
      #expect(!router.process.errors.text.contains(Self.word))
    }
    try server.write(Self.list("c", "d"))
    try await JunctorProcess.run(Self.config(port), in: folder) { router in
      _ = try await router.metrics { _ in ((try? Self.agents(in: folder))?.count ?? 0) >= 4 }
      #expect(try await router.stop() == .exit(0))
    }
    #expect(try Self.agents(in: folder) == ["a", "b", "c", "d"])
  }

  @Test func `A server that fails is told in the log without secrets, and asked again`() async throws {
    let (server, port) = try await Self.server()
    try server.write("503")
    _ = try await JunctorProcess.run(Self.config(port)) { router in
      let client = try await router.connect(.node, token: try await router.token())
      try await client.subscribe("agent_status")
      _ = try await router.process.errors.line(with: "127.0.0.1:\(port) answered with status 503")
      try server.write("this is no JSON")
      _ = try await router.process.errors.line(with: "the answer is no JSON")
      try server.write(Self.list("a"))
      #expect(try await client.frame().string("agent_id") == "a")
      #expect(!router.process.errors.text.contains(Self.word))
      #expect(!router.process.errors.text.contains("/items"))
    }
  }

  @Test func `A redirect is followed only if it may be`() async throws {
    let (server, port) = try await Self.server()
    try server.write(Self.list("a"))
    try await JunctorProcess.run(Self.config(port, path: "moved")) { router in
      _ = try await router.process.errors.line(with: "redirects, and 'redirects' is 0")
    }
    try await JunctorProcess.run(Self.config(port, path: "moved", "redirects: 1")) { router in
      let client = try await router.connect(.node, token: try await router.token())
      try await client.subscribe("agent_status")
      try server.write(Self.list("a", "b"))
      let agents = try await client.frames { $0.string("agent_id") == "b" }
      #expect(agents.last?.string("agent_id") == "b")
    }
  }
}
