import Foundation
import RouterCore
import TestSupport
import Testing

/// `bridge:` reaches everything that has to know event types: stages, publishers, both dialects, the log and its commands.
struct BridgedTypesTests {
  private static let bridge = """
    bridge:
      events:
        case_update:
          legacy: CASE_CHANGED
          source: case-agent
          rename: { closed_at: closedAt, client.full_name: fullName }
          defaults: { kind: general }
        assessment_update: { legacy: ASSESSMENT_CHANGED, view: admin_system }
    """

  private static func config(_ folder: TemporaryFolder) -> SampleConfig {
    SampleConfig(
      routing: """
        log: { type: sqlite, path: \(folder.path("events.db")) }
        \(bridge)
        stages: { cases: { type: filter, types: [case_update, assessment_update] } }
        sinks: { audit: { type: file, path: audit.ndjson } }
        pipelines: { live: { from: [ingest], through: [cases], to: [clients, audit] } }
        """)
  }

  private static let event =
    #"{"type":"case_update","data":{ "id":"case_7", "closed_at":1.50, "closedAt":"\u0061", "client":{"full_name":"A"} }}"#
  private static let data = #"{ "id":"case_7", "closed_at":1.50, "closedAt":"\u0061", "client":{"full_name":"A"} }"#
  private static let legacy = #"{ "id":"case_7", "closedAt":1.50, "closed_at":"\u0061", "client":{"fullName":"A"} }"#

  @Test func `A type of the config is published, routed, delivered in both dialects and kept`() async throws {
    let folder = try TemporaryFolder()
    let config = Self.config(folder)
    try await JunctorProcess.run(config, in: folder) { router in
      let token = try await router.token()
      let modern = try await router.connect(.python, token: token)
      try await modern.subscribe("bridged.*")
      let old = try await LegacyClient.authenticated(router, .node, token: token)
      try await old.subscribe("CASE_CHANGED")
      #expect(try await router.publish([Self.event, Events.status()], token: token) == ["msg_1", "msg_2"])
      #expect(try await modern.frame().text("data") == Self.data)
      let frame = try await old.frame()
      #expect(frame.text("payload", "data") == Self.legacy)
      #expect(frame.payload("type")?.string == "CASE_CHANGED" && frame.payload("action")?.string == "CASE_CHANGED")
      let refusal = try await old.request("SUBSCRIBE", #"{"events":["ASSESSMENT_UPDATE"]}"#)
      #expect(refusal.errorCode == "VALIDATION_ERROR", "its name is another one here")
      let schema = try await router.get("/schemas/case_update.json")
      #expect(schema.status == 200)
      #expect(try await router.stop() == .exit(0))
    }
    // Another process reads it from the file.
    try await JunctorProcess.run(config, in: folder) { router in
      let old = try await LegacyClient.authenticated(router, token: try await router.token())
      let answer = try await old.reconnect(after: #""msg_0""#, ["CASE_CHANGED"])
      #expect(answer.type == "RECONNECT_SUCCESS", "\(answer)")
      #expect(try await old.frame().text("payload", "data") == Self.legacy)
    }
    let kept = try EventFile(folder.path("audit.ndjson"))
    #expect(kept.ids == ["msg_1"])
    let export = try await Junctor.result(["log", "export", "junctor.yaml", "--types", "case_update"], in: folder)
    #expect(export.end == .exit(0) && export.output.contains(Self.data), "\(export.errors)")
    let explained = try await Junctor.result(["explain", "msg_1", "junctor.yaml"], in: folder)
    #expect(explained.end == .exit(0) && explained.output.contains("case_update"), "\(explained.errors)")
    let replayed = try await Junctor.result(["replay", "junctor.yaml", "--into", "junctor.yaml"], in: folder)
    #expect(replayed.output.contains("clients   1 would have got"), "\(replayed.output)\(replayed.errors)")
  }

  @Test func `A permission of the config decides who sees a type`() async throws {
    let folder = try TemporaryFolder()
    try await JunctorProcess.run(Self.config(folder), in: folder) { router in
      let observer = try await router.token("--role", "observer")
      let client = try await router.connect(.python, token: observer)
      try client.send(#"{"type":"subscribe","data":{"events":["assessment_update"]}}"#)
      #expect(try await client.frame().string("error_code") == "PERMISSION_DENIED")
    }
  }

  @Test func `Mistakes of the section are shown beside those of others, and unknown types only where they are`()
    async throws
  {
    let folder = try TemporaryFolder()
    let text = """
      auth: { keys: [ { alg: HS265 } ] }
      bridge:
        events:
          case_update: { legacy: case }
          pong: {}
      stages: { cases: { type: filter, types: [case_update, cases_update] } }
      pipelines: { live: { from: [ingest], through: [cases], to: [clients] } }
      """
    try text.write(toFile: folder.path("wrong.yaml"), atomically: true, encoding: .utf8)
    let result = try await Junctor.result(["validate", "wrong.yaml"], in: folder)
    #expect(result.end == .exit(1))
    let shown = result.output + result.errors
    for message in [
      "wrong.yaml:1:", "wrong.yaml:4:28: error: no legacy name",
      "wrong.yaml:5:5: error: 'pong' is what the server calls",
      "unknown event type 'cases_update'",
    ] {
      #expect(shown.contains(message), "\(shown)")
    }
    #expect(!shown.contains("unknown event type 'case_update'"), "\(shown)")
  }
}
