import Foundation
import RouterCore
import TestSupport
import Testing

/// `junctor log`, beside a running router and on what it leaves.
struct LogCommandTests {
  private static let config = SampleConfig(
    routing: """
      log: { type: sqlite, path: data/events.db }
      sinks: { audit: { type: file, path: events.ndjson } }
      pipelines: { live: { from: [ingest], to: [clients, audit] } }
      """)

  private func run(_ arguments: String..., in folder: TemporaryFolder) async throws -> Junctor.Result {
    try await Junctor.result(["log"] + arguments, in: folder)
  }

  /// A folder with the log of a router that took these events and was stopped.
  private func stoppedLog(_ events: [String]) async throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try await JunctorProcess.run(Self.config, in: folder) { router in
      try await router.publish(events, token: try await router.token())
      #expect(try await router.stop() == .exit(0))
    }
    return folder
  }

  @Test func `Everything works beside a running router, and the same after its end`() async throws {
    let folder = try TemporaryFolder()
    let (ids, exported) = try await JunctorProcess.run(Self.config, in: folder) { router in
      let token = try await router.token()
      let ids = try await router.publish([Events.status(), Events.alert("a1", more: ",\n \"n\": 1e2")], token: token)
      let stats = try await run("stats", "junctor.yaml", "--format", "json", in: folder)
      let root = try JSONDocument(parsing: stats.output).root
      #expect(root["state"]?.string == "in_use")
      #expect(root["process"]?.int ?? 0 > 0)
      #expect(root["entries"]?.int == 2)
      #expect(root["newest"]?["id"]?.string == ids.last)
      let verdict = try await run("verify", "junctor.yaml", in: folder)
      #expect(verdict.end == .exit(0), "\(verdict.output)")
      let exported = try await run("export", "junctor.yaml", in: folder)
      #expect(exported.end == .exit(0))
      #expect(try await router.stop() == .exit(0))
      return (ids, exported.output)
    }
    #expect(try EventFile(folder.path("events.ndjson")).ids == ids)
    #expect(try String(contentsOfFile: folder.path("events.ndjson"), encoding: .utf8) == exported)
    for log in ["junctor.yaml", "data/events.db"] {
      #expect(try await run("export", log, in: folder).output == exported)
      let verdict = try await run("verify", log, in: folder)
      #expect(verdict.output.hasPrefix("data/events.db: ok (2 entry, "))
      let stats = try await run("stats", log, in: folder)
      #expect(stats.output.contains("state    closed in order"))
      #expect(stats.output.contains("entries  2, "))
      #expect(stats.output.contains("audit  nothing waits"))
    }
  }

  @Test func `Exports are cut by number, time and type`() async throws {
    let folder = try await stoppedLog([Events.status(), Events.alert("a1"), Events.status(), Events.alert("a2")])
    func ids(_ options: String...) async throws -> [String] {
      let result = try await Junctor.result(["log", "export", "junctor.yaml"] + options, in: folder)
      #expect(result.end == .exit(0), "\(result.errors)")
      return try result.output.split(separator: "\n").map {
        try JSONDocument(parsing: String($0)).root["id"]?.string ?? ""
      }
    }
    #expect(try await ids("--from", "msg_2", "--to", "3") == ["msg_2", "msg_3"])
    #expect(try await ids("--types", "system_alert, agent_status") == ["msg_1", "msg_2", "msg_3", "msg_4"])
    #expect(try await ids("--types", "system_alert") == ["msg_2", "msg_4"])
    #expect(try await ids("--from", "2000-01-01T00:00:00Z") == ["msg_1", "msg_2", "msg_3", "msg_4"])
    #expect(try await ids("--to", "2000-01-01T00:00:00Z") == [])
  }

  @Test func `Exports can be CloudEvents`() async throws {
    let folder = try await stoppedLog([Events.status(agent: "agent_7")])
    let line = try await run("export", "junctor.yaml", "--format", "cloudevents", in: folder).output
    #expect(line.hasSuffix("}\n") && line.count { $0 == "\n" } == 1)
    let event = try JSONDocument(parsing: line).root
    #expect(event["specversion"]?.string == "1.0")
    #expect(event["id"]?.string == "msg_1")
    #expect(event["type"]?.string == "agent_status")
    #expect(event["subject"]?.string == "agent_7")
    #expect(event["data"]?["agent_id"]?.string == "agent_7")
  }

  @Test func `Damage is named, and what is whole is exported`() async throws {
    let folder = try await stoppedLog([Events.alert("first"), Events.alert("second")])
    try change(folder.path("data/events.db")) { bytes in
      let range = try #require(bytes.firstRange(of: Data("second".utf8)))
      bytes[range.lowerBound] ^= 1
    }
    let verdict = try await run("verify", "junctor.yaml", in: folder)
    #expect(verdict.end == .exit(1))
    #expect(verdict.output.contains("data/events.db: checksum: entry: msg_2 is not as it was written\n"))
    let export = try await run("export", "junctor.yaml", in: folder)
    #expect(export.end == .exit(1))
    #expect(export.output.count { $0 == "\n" } == 1)
    #expect(export.errors == "left out, because they are damaged: msg_2\n")
  }

  @Test func `Of a file that is no database any more it is said what can be saved`() async throws {
    let folder = try await stoppedLog([Events.alert("first"), Events.alert("second")])
    try change(folder.path("data/events.db")) { bytes in
      bytes.replaceSubrange(0..<100, with: [UInt8](repeating: 0xFF, count: 100))
    }
    let verdict = try await run("verify", "data/events.db", "--format", "json", in: folder)
    #expect(verdict.end == .exit(1))
    let root = try JSONDocument(parsing: verdict.output).root
    #expect(root["ok"]?.bool == false)
    #expect(root["whole"]?["entry"]?.int == 2)
    let stats = try await run("stats", "junctor.yaml", in: folder)
    #expect(stats.end == .exit(1))
    #expect(stats.errors.contains("the log 'data/events.db' is damaged: 'junctor log verify' says more"))
  }

  private func change(_ path: String, _ change: (inout Data) throws -> Void) throws {
    var bytes = try Data(contentsOf: URL(filePath: path))
    try change(&bytes)
    try bytes.write(to: URL(filePath: path))
  }

  @Test func `What is no log is told apart`() async throws {
    let folder = try TemporaryFolder()
    try SampleConfig.clients.text.write(toFile: folder.path("memory.yaml"), atomically: true, encoding: .utf8)
    try Self.config.text.write(toFile: folder.path("new.yaml"), atomically: true, encoding: .utf8)
    try Data([0, 1, 2]).write(to: URL(filePath: folder.path("junk")))
    try Data().write(to: URL(filePath: folder.path("empty.db")))
    for (argument, expected) in [
      ("memory.yaml", "Error: 'log.type' is memory in memory.yaml: nothing is kept in a file."),
      ("new.yaml", "Error: there is no log at 'data/events.db': a router makes it when it starts"),
      ("nowhere.db", "Error: there is no log at 'nowhere.db'"),
      ("junk", "Error: 'junk' is no event log"),
      ("empty.db", "Error: 'empty.db' is no event log"),
      ("nowhere.yaml", "nowhere.yaml:1:1: error: cannot read the config: No such file"),
    ] {
      for command in ["stats", "verify", "export"] {
        let result = try await run(command, argument, in: folder)
        #expect(result.end == .exit(1), "\(command) \(argument)")
        #expect(result.errors.hasPrefix(expected), "\(command) \(argument): \(result.errors)")
        #expect(result.output.isEmpty)
      }
    }
    #expect(folder.names() == ["empty.db", "junk", "memory.yaml", "new.yaml"], "nothing is made")
  }

  @Test(arguments: [
    (["--types", "agent_statu"], "no event type 'agent_statu' (did you mean 'agent_status'?)"),
    (["--from", "yesterday"], "'yesterday' is invalid for '--from <from>'"),
    (["--from", "5", "--to", "4"], "--from lies behind --to"),
  ])
  func `A wrong selection is explained`(options: [String], expected: String) async throws {
    let folder = try TemporaryFolder()
    try Self.config.text.write(toFile: folder.path("junctor.yaml"), atomically: true, encoding: .utf8)
    let result = try await Junctor.result(["log", "export", "junctor.yaml"] + options, in: folder)
    #expect(result.end == .exit(64))
    #expect(result.errors.contains(expected), "\(result.errors)")
  }
}
