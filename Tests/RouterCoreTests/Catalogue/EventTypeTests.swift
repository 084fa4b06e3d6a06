import RouterCore
import Testing

struct EventTypeTests {
  static let types = Catalogue.builtInTypes
  static let names = types.map(\.name)

  private func type(_ name: String) throws -> EventType { try #require(Self.types.first { $0.name == name }) }

  @Test("The catalogue has the documented types in the order of the documents")
  func order() {
    #expect(
      Self.names == [
        "agent_status", "agent_created", "agent_deleted", "agent_updated", "inference_started", "inference_progress",
        "inference_completed", "inference_failed", "metrics_update", "performance_alert", "client_metrics_update",
        "system_alert", "system_status", "maintenance_mode", "entity_created", "entity_updated", "entity_deleted",
        "relationship_created", "relationship_updated", "relationship_deleted", "assessment_update", "insight_update",
      ])
  }

  @Test("Documented examples are those of the documentation, byte for byte", arguments: DocumentedMessages.all)
  func documentedExample(message: String) throws {
    let document = try JSONDocument(parsing: message)
    let type = try type(try #require(document.root["type"]?.string))
    let data = try #require(document.root["data"])
    #expect(type.example == String(decoding: data.text, as: UTF8.self))
  }

  @Test(
    "Examples of legacy events say what the legacy documentation says",
    arguments: [
      (
        "insight_update",
        #"""
        {
          "type": "risk_factor",
          "priority": "high",
          "description": "New high priority insight",
          "recommendations": [
            "Immediate action recommended"
          ]
        }
        """#
      ),
      (
        "assessment_update", #"{"id": "assessment_456", "status": "completed", "completed_at": "2024-12-29T12:30:00Z"}"#
      ),
      ("client_metrics_update", #"{"active_clients": {"count": 43, "trend": 3}}"#),
    ])
  func legacyExample(name: String, data: String) throws {
    let example = try JSONDocument(parsing: try type(name).example)
    #expect(example.root.isEqual(to: try JSONDocument(parsing: data).root))
  }

  @Test("Every example is valid under its own schema", arguments: names)
  func exampleIsValid(name: String) throws {
    let type = try type(name)
    #expect(type.schema.validate(try JSONDocument(parsing: type.example).root) == nil)
  }

  @Test("The JSON Schema of every type is JSON and carries title, summary and example", arguments: names)
  func jsonSchema(name: String) throws {
    let type = try type(name)
    let schema = try JSONDocument(parsing: type.jsonSchema.rendered).root
    #expect(schema["$schema"]?.string == "https://json-schema.org/draft/2020-12/schema")
    #expect(schema["title"]?.string == name)
    #expect(schema["description"]?.string == type.summary)
    #expect(schema["type"]?.string == "object")
    #expect(schema["additionalProperties"]?.bool == true)
    #expect(schema["$id"]?.string == "/schemas/\(name).json")
    let example = try JSONDocument(parsing: type.example)
    #expect(schema[["examples", "0"]]?.isEqual(to: example.root) == true)
  }

  @Test("Events about an agent name its field", arguments: names)
  func agentField(name: String) throws {
    let isAboutAgent = name.hasPrefix("agent_") || name.hasPrefix("inference_")
    #expect(try type(name).agentField == (isAboutAgent ? ["agent_id"] : nil))
  }

  @Test("Metrics need view_metrics, everything else view_agents", arguments: names)
  func viewPermission(name: String) throws {
    let metrics = ["metrics_update", "performance_alert", "client_metrics_update"]
    #expect(try type(name).viewPermission == (metrics.contains(name) ? .viewMetrics : .viewAgents))
  }

  @Test("A type may need another permission than its group's")
  func ownViewPermission() {
    let type = EventType(
      "key_rotated", "A key was replaced.", in: "security", viewPermission: .adminSystem, schema: [], example: "{}")
    #expect(type.viewPermission == .adminSystem)
  }

  @Test("What speaks for the whole system needs admin_system to publish", arguments: names)
  func publishPermissions(name: String) throws {
    let system = ["system_alert", "system_status", "maintenance_mode", "performance_alert"]
    let expected: Set<Permission> = system.contains(name) ? [.publishEvents, .adminSystem] : [.publishEvents]
    #expect(try type(name).publishPermissions == expected)
  }

  @Test("Legacy names are upper snake case, with the metrics' exchanged", arguments: names)
  func legacyName(name: String) throws {
    let exchanged = ["metrics_update": "SYSTEM_METRICS_UPDATE", "client_metrics_update": "METRICS_UPDATE"]
    #expect(try type(name).legacy.name == exchanged[name] ?? name.uppercased())
  }

  @Test(
    "Filter keys look where the documentation says",
    arguments: [
      ("severity", [.field(["severity"])]),
      ("components", [.field(["affected_components"]), .keys(of: ["components"]), .field(["component"])]),
      ("status", [.field(["status"])]), ("system.cpu_usage", [.field(["system", "cpu_usage"])]),
      ("a..b", [.field(["a..b"])]),
    ] as [(String, [FilterSource])])
  func filterSources(key: String, expected: [FilterSource]) throws {
    #expect(try type("system_alert").filterSources(for: key) == expected)
  }

  @Test(
    "Permissions are read in any case",
    arguments: [
      ("view_agents", Permission.viewAgents), ("VIEW_METRICS", .viewMetrics), ("Admin_System", .adminSystem),
      ("view", nil), ("", nil),
    ])
  func permission(text: String, expected: Permission?) {
    #expect(Permission(claim: text) == expected)
  }
}
