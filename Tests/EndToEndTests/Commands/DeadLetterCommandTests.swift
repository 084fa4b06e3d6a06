import Foundation
import RouterCore
import TestSupport
import Testing

/// `junctor deadletters`, with a sink that takes nothing and then everything.
struct DeadLetterCommandTests {
  private static func config(_ receiver: WebhookReceiver) -> SampleConfig {
    SampleConfig(
      routing: """
        log: { type: sqlite, path: data/events.db }
        sinks:
          hook:
            type: webhook
            url: \(receiver.url)
            secret: \(WebhookReceiver.secret)
            breaker: { failures: 1000 }
            retry: { attempts: 1 }
        pipelines: { live: { from: [ingest], to: [hook] } }
        """)
  }

  private func run(_ arguments: String..., in folder: TemporaryFolder) async throws -> Junctor.Result {
    try await Junctor.result(["deadletters"] + arguments, in: folder)
  }

  private func list(in folder: TemporaryFolder) async throws -> [JSONNode] {
    let result = try await run("list", "junctor.yaml", "--format", "json", in: folder)
    #expect(result.end == .exit(0), "\(result.errors)")
    return Array(try JSONDocument(parsing: result.output).root.elements)
  }

  /// Returns when there are no dead letters any more.
  private func becomesEmpty(in folder: TemporaryFolder) async throws {
    let deadline = ContinuousClock.now + patience
    while case let letters = try await list(in: folder), !letters.isEmpty {
      guard ContinuousClock.now < deadline else { throw Unexpected("\(letters.count)", instead: "no dead letters") }
    }
  }

  /// Publishes that many events to a router whose receiver fails, and returns when all are dead letters.
  private func makeDeadLetters(_ count: Int, _ receiver: WebhookReceiver, _ router: JunctorProcess) async throws {
    try await receiver.set(.fail)
    let token = try await router.token()
    try await router.publish((0..<count).map { Events.status(agent: "agent_\($0)") }, token: token)
    _ = try await router.metrics { page in
      page.sum("junctor_sink_events_total", ["sink": "hook", "fate": "dead_lettered"]) == count
    }
  }

  @Test func `A running router delivers again what is replayed and forgets what is dropped`() async throws {
    let receiver = try await WebhookReceiver()
    try await JunctorProcess.run(Self.config(receiver)) { router in
      let folder = router.folder
      #expect(try await run("list", "junctor.yaml", in: folder).output == "no dead letters\n")
      try await makeDeadLetters(3, receiver, router)

      let letters = try await list(in: folder)
      #expect(letters.map { $0["first"]?.string } == ["msg_1", "msg_2", "msg_3"])
      #expect(letters.allSatisfy { $0["sink"]?.string == "hook" && $0["attempts"]?.int == 1 })
      let text = try await run("list", "junctor.yaml", in: folder).output
      #expect(text.contains("msg_2  agent_status         1  "), "\(text)")

      let shown = try await run("show", "junctor.yaml", "2", "--format", "json", in: folder)
      let event = try JSONDocument(parsing: shown.output).root["event"]
      #expect(event?["data"]?["agent_id"]?.string == "agent_1")

      #expect(try await run("drop", "junctor.yaml", "2", in: folder).output == "1 dead letter dropped\n")
      try await receiver.set(.accept)
      let replay = try await run("replay", "junctor.yaml", "--all", in: folder)
      #expect(replay.output == "2 dead letters to be delivered again by the running router\n")
      try await becomesEmpty(in: folder)
      #expect(try await receiver.accepted(2).map(\.id).sorted() == ["msg_1", "msg_3"])
      #expect(try await router.stop() == .exit(0))
    }
  }

  @Test func `A stopped router delivers it when it starts again`() async throws {
    let receiver = try await WebhookReceiver()
    let folder = try TemporaryFolder()
    try await JunctorProcess.run(Self.config(receiver), in: folder) { router in
      try await makeDeadLetters(2, receiver, router)
      #expect(try await router.stop() == .exit(0))
    }
    let replay = try await run("replay", "data/events.db", "--sink", "hook", in: folder)
    #expect(replay.output == "2 dead letters to be delivered again when the router starts\n")
    #expect(try await list(in: folder).map { $0["replay"]?.bool } == [true, true])
    try await receiver.set(.accept)
    try await JunctorProcess.run(Self.config(receiver), in: folder) { router in
      try await becomesEmpty(in: folder)
      #expect(try await router.stop() == .exit(0))
    }
    // At least once.
    #expect(Set(try await receiver.accepted(2).map(\.id)) == ["msg_1", "msg_2"])
  }

  @Test func `What cannot be meant is explained`() async throws {
    let receiver = try await WebhookReceiver()
    let folder = try TemporaryFolder()
    try await JunctorProcess.run(Self.config(receiver), in: folder) { router in
      try await makeDeadLetters(3, receiver, router)
      #expect(try await router.stop() == .exit(0))
    }
    for (arguments, end, expected) in [
      (["show", "junctor.yaml", "33"], 1, "no dead letter 33: there are 3, from 1 to 3; did you mean 3?"),
      (["drop", "junctor.yaml", "1", "7", "8"], 1, "no dead letters 7, 8: there are 3, from 1 to 3"),
      (["replay", "junctor.yaml", "--sink", "hok"], 64, "sink 'hok' has no dead letters (did you mean 'hook'?)"),
      (["drop", "junctor.yaml"], 64, "say which: numbers, --sink NAME or --all"),
      (["drop", "junctor.yaml", "1", "--all"], 64, "numbers, --sink and --all exclude each other"),
      (["list", "nowhere.db"], 1, "there is no log at 'nowhere.db'"),
      (["list"], 64, "Missing expected argument '<log>'"),
    ] {
      let result = try await Junctor.result(["deadletters"] + arguments, in: folder)
      #expect(result.end == .exit(Int32(end)), "\(arguments)")
      #expect(result.errors.contains(expected), "\(arguments): \(result.errors)")
    }
    #expect(try await list(in: folder).count == 3, "nothing was dropped")
  }
}
