import Foundation
import RouterCore
import TestSupport
import Testing

@testable import junctor

/// The examples that the v1 document prints for agents, inferences and the knowledge graph, from REST or a driver to a client: with the same
/// values the data is the same, byte for byte but for the document's indentation.
struct DocumentedExampleTests {
  /// The `data` that the document prints for a type, without white space.
  private static func printed(_ type: String) throws -> String {
    let registered = try #require(Catalogue.ofProgram.type(named: type))
    return compact(try JSONDocument(parsing: registered.example).root)
  }

  private static func compact(_ node: JSONNode) -> String {
    switch node.kind {
    case .object:
      "{"
        + node.members.map { "\(String(decoding: $0.key.text, as: UTF8.self)):\(compact($0.value))" }
        .joined(separator: ",") + "}"
    case .array: "[" + node.elements.map(compact).joined(separator: ",") + "]"
    default: String(decoding: node.text, as: UTF8.self)
    }
  }

  private static func config(_ routing: String) -> SampleConfig {
    SampleConfig(
      routing: """
        sources:
          agents: { type: agents, store: { path: data/agents.db }\(routing) }
          graph: { type: knowledge_graph, store: { path: data/graph.db } }
        pipelines: { live: { from: [agents, graph, ingest], to: [clients] } }
        """)
  }

  @Test func `Entities and relationships`() async throws {
    try await JunctorProcess.run(Self.config("")) { router in
      let client = try await router.connect(.node, token: try await router.token())
      try await client.subscribe("entity_created", "relationship_created")
      let graph = try ResourceClient(router, token: try await router.token("--subject", "user_123"))
      try await graph.create(
        "entities",
        #"{"entity_id":"entity_789","type":"concept","label":"Quantum Computing","properties":{"category":"technology","importance":"high"}}"#
      )
      #expect(try await client.frame().text("data") == Self.printed("entity_created"))
      try await graph.create("entities", #"{"entity_id":"entity_123","type":"concept","label":"Qubit"}"#)
      _ = try await client.frame()
      try await graph.create(
        "relationships",
        """
        {"relationship_id":"rel_456","source_id":"entity_123","target_id":"entity_789","relationship_type":"related_to",\
        "strength":0.85}
        """)
      #expect(try await client.frame().text("data") == Self.printed("relationship_created"))
    }
  }

  @Test func `Agents that come and go`() async throws {
    try await JunctorProcess.run(Self.config("")) { router in
      let client = try await router.connect(.node, token: try await router.token())
      try await client.subscribe("agent_created", "agent_deleted")
      let creator = try ResourceClient(router, token: try await router.token("--subject", "user_456"))
      try await creator.create(
        "agents", #"{"agent_id":"agent_789","name":"New Research Agent","template":"research_v2"}"#)
      #expect(try await client.frame().text("data") == Self.printed("agent_created"))
      try await creator.create("agents", #"{"agent_id":"agent_456","name":"Old Agent"}"#)
      _ = try await client.frame()
      let remover = try ResourceClient(router, token: try await router.token("--subject", "user_123"))
      #expect(try await remover.send("DELETE", "agents/agent_456").status == 204)
      #expect(try await client.frame().text("data") == Self.printed("agent_deleted"))
    }
  }

  @Test func `A command for an agent that there is not`() async throws {
    try await JunctorProcess.run(Self.config("")) { router in
      let client = try await router.connect(.node, token: try await router.token())
      try client.send(
        #"{"type":"command","data":{"agent_id":"agent_123","command":"start","request_id":"req_789"}}"#)
      let frame = try await client.frame()
      #expect(frame.type == "command_error")
      let printed =
        #"{"command":"start","agent_id":"agent_123","error_code":"AGENT_NOT_FOUND","#
        + #""error_message":"Agent with ID 'agent_123' not found","request_id":"req_789"}"#
      #expect(frame.text("data") == printed)
    }
  }

  /// An agent that says what the document prints, when it is started; the order of its printed `stop` command is answered.
  private static let program = """
    import json, sys
    for line in sys.stdin:
        order = json.loads(line)["data"]
        print(json.dumps({"type": "command_result", "data": {"request_id": order["request_id"], "status": "succeeded"}}), flush=True)
        if order["command"] == "start":
            for line in open(sys.argv[1]):
                print(line, end="", flush=True)
        elif order["command"] == "stop":
            break
    """

  private static let inferences = [
    "inference_started", "inference_progress", "inference_completed", "inference_failed",
  ]

  @Test(.timeLimit(.minutes(1)))
  func `What an agent tells of its inferences, and its status with their count`() async throws {
    let folder = try TemporaryFolder()
    try Self.program.write(toFile: folder.path("agent.py"), atomically: true, encoding: .utf8)
    // As many as the document's agent has done, the last one when the document says; then each type as it is printed.
    let past = (1...1542).map { number in
      #"{"type":"inference_completed","timestamp":"2024-01-15T10:30:00Z","data":{"inference_id":"inf_\#(number)","#
        + #""agent_id":"agent_123","status":"completed","processing_time":1.0}}"#
    }
    let last =
      #"{"type":"inference_completed","timestamp":"2024-01-15T10:30:45Z","data":{"inference_id":"inf_1543","#
      + #""agent_id":"agent_123","status":"completed","processing_time":1.0}}"#
    try ((past + [last]).joined(separator: "\n") + "\n").write(
      toFile: folder.path("lines"), atomically: true, encoding: .utf8)
    let routing = """
      , agents: { agent_123: { driver: { type: process, command: \(Installation.python), ready: answer,
                  arguments: [agent.py, lines] } } }
      """
    try await JunctorProcess.run(Self.config(routing), in: folder) { router in
      let client = try await router.connect(.node, token: try await router.token())
      try await client.subscribe("inference.*", "agent_status")
      try client.send(#"{"type":"command","data":{"agent_id":"agent_123","command":"start"}}"#)
      _ = try await client.frames(through: { $0.string("inference_id") == "inf_1543" })

      try client.send(
        #"{"type":"command","data":{"agent_id":"agent_123","command":"stop","parameters":{"graceful":true}}}"#)
      let stopped = try await client.frames(through: { $0.string("new_status") == "stopped" }).last
      #expect(stopped?.int("inference_count") == 1543)
      #expect(stopped?.string("last_inference") == "2024-01-15T10:30:45Z")

      let printed = try Self.inferences.map { #"{"type":"\#($0)","data":\#(try Self.printed($0))}"# }
      try (printed.joined(separator: "\n") + "\n").write(
        toFile: folder.path("lines"), atomically: true, encoding: .utf8)
      try client.send(#"{"type":"command","data":{"agent_id":"agent_123","command":"start"}}"#)
      let said = try await client.frames(through: { $0.type == "inference_failed" }).filter {
        $0.type != "agent_status"
      }
      #expect(said.map(\.type) == Self.inferences)
      for frame in said { #expect(try frame.text("data") == Self.printed(frame.type)) }
    }
  }
}
