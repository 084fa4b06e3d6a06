import ConfigSchema
import RouterConfig
import RouterCore
import TestSupport
import Testing

struct BridgeCompilerTests {
  private func compile(_ yaml: String) throws -> Catalogue {
    let (catalogue, text) = BridgeFixtureTests.compile(Array(yaml.utf8), file: "bridge.yaml")
    #expect(text == "")
    return try #require(catalogue)
  }

  @Test func `Without the section the catalogue is as it was`() throws {
    for yaml in ["{}", "bridge:", "bridge: { events: }", "bridge: { events: {} }"] {
      let catalogue = try compile(yaml)
      #expect(catalogue.supportedNames == Catalogue.standard.supportedNames)
      #expect(catalogue.supportedLegacyNames == Catalogue.standard.supportedLegacyNames)
    }
  }

  @Test func `What is given takes the place of what the catalogue says, and nothing else does`() throws {
    let catalogue = try compile(
      """
      bridge:
        events:
          assessment_update: { legacy: ASSESSMENT_CHANGED }
          insight_update: { source: other-agent, rename: { type: kind, priority: type } }
          client_metrics_update: { rename: {} }
          agent_status: { view: admin_system, defaults: { reason: "none", inference_count: 0 } }
      """)
    let assessment = try #require(catalogue.type(named: "assessment_update"))
    #expect(assessment.legacy.name == "ASSESSMENT_CHANGED")
    #expect(assessment.legacy.source == "assessment-agent")
    #expect(assessment.legacy.renames == [.init(["completed_at"], to: "completedAt")])
    let insight = try #require(catalogue.type(named: "insight_update"))
    #expect(insight.legacy.name == "INSIGHT_UPDATE")
    #expect(insight.legacy.source == "other-agent")
    #expect(insight.legacy.renames == [.init(["type"], to: "kind"), .init(["priority"], to: "type")])
    let metrics = try #require(catalogue.type(named: "client_metrics_update"))
    #expect(metrics.legacy.isIdentity)
    #expect(metrics.legacy.source == "analysis-agent")
    let status = try #require(catalogue.type(named: "agent_status"))
    #expect(status.viewPermission == .adminSystem)
    #expect(status.legacy.defaults.map(\.path) == [["reason"], ["inference_count"]])
    #expect(status.legacy.defaults.map(\.value.description) == [#""none""#, "0"])
    for (type, known) in zip(catalogue.types, Catalogue.standard.types) {
      #expect(type.name == known.name)
      #expect(type.summary == known.summary && type.example == known.example && type.aliases == known.aliases)
      #expect(type.publishPermissions == known.publishPermissions && type.agentField == known.agentField)
      #expect(type.viewPermission == known.viewPermission || type.name == "agent_status")
    }
    #expect(catalogue.types.count == Catalogue.standard.types.count)
  }

  @Test func `Another name becomes a new type behind the others`() throws {
    let catalogue = try compile(
      """
      bridge:
        events:
          case_opened: { legacy: CASE, source: "${env:SOURCE}", rename: { case_id: caseId } }
          case_closed:
          case_billed: { view: view_metrics }
      """)
    #expect(
      catalogue.types.map(\.name)
        == Catalogue.standard.types.map(\.name) + ["case_opened", "case_closed", "case_billed"])
    let opened = try #require(catalogue.type(named: "case_opened"))
    #expect(opened.group == .bridged)
    #expect(opened.legacy.name == "CASE")
    #expect(opened.legacy.source == "case-agent")
    #expect(opened.viewPermission == .viewAgents)
    #expect(opened.publishPermissions == [.publishEvents])
    #expect(opened.schema.validate(JSONDocument.sample(#"{"case_id":7,"more":[{}]}"#).root) == nil)
    #expect(opened.schema.validate(JSONDocument.sample("[]").root) != nil)
    #expect(catalogue.type(named: "case_closed")?.legacy.name == "CASE_CLOSED")
    #expect(catalogue.type(named: "case_billed")?.viewPermission == .viewMetrics)
    #expect(catalogue.id(legacyName: "CASE") == catalogue.id(named: "case_opened"))
    #expect(catalogue.supportedLegacyNames.suffix(3) == ["CASE", "CASE_CLOSED", "CASE_BILLED"])
    #expect(catalogue.resolve("bridged.*") == .types(catalogue.types.indices.suffix(3).map(EventTypeID.init(number:))))
  }

  @Test func `Types can trade their legacy names`() throws {
    let catalogue = try compile(
      """
      bridge:
        events:
          metrics_update: { legacy: METRICS_UPDATE }
          client_metrics_update: { legacy: SYSTEM_METRICS_UPDATE }
      """)
    #expect(catalogue.id(legacyName: "METRICS_UPDATE") == catalogue.id(named: "metrics_update"))
    #expect(catalogue.id(legacyName: "SYSTEM_METRICS_UPDATE") == catalogue.id(named: "client_metrics_update"))
  }

  @Test func `Values of defaults are the JSON that the YAML says`() throws {
    let catalogue = try compile(
      #"""
      bridge:
        events:
          case_update:
            defaults:
              a: 1.50e3
              b: "1"
              c: [true, ~, text, { x: -0 }]
              d: "${env:SOURCE}"
              e: {}
      """#)
    let defaults = try #require(catalogue.type(named: "case_update")).legacy.defaults
    #expect(
      defaults.map(\.value.description) == ["1.50e3", #""1""#, #"[true,null,"text",{"x":-0}]"#, #""case-agent""#, "{}"])
  }

  @Test func `A wrong entry leaves its name known, so that the rest of a config can be checked`() {
    let yaml = "bridge: { events: { case_opened: { legacy: nope }, case_closed: [] } }"
    let (catalogue, text) = BridgeFixtureTests.compile(Array(yaml.utf8), file: "bridge.yaml")
    #expect(text.contains("2 errors"))
    #expect(catalogue?.id(named: "case_opened") != nil && catalogue?.id(named: "case_closed") != nil)
  }

  @Test func `More types than ids are refused with a place`() throws {
    let free = Int(UInt16.max) + 1 - Catalogue.standard.types.count
    let full = try Catalogue(
      registering: (0..<free).map { .bridged("t\($0)", legacy: LegacyForm("T\($0)")) })
    var config = BridgeConfig()
    config.events = BridgedEventSection(ConfigNode.yaml("case_update:").entries ?? [])
    let (catalogue, diagnostics) = BridgeCompiler.compile(config, extending: full)
    #expect(
      diagnostics.lines
        == ["1:1 error: the event types make no catalogue: 65537 event types are more than ids can number"])
    #expect(catalogue.types.count == full.types.count)
  }

  @Test func `The section is declared as configs have to be`() {
    #expect(DeclarationCheck.problems(of: BridgeConfig.self) == [])
    #expect(DeclarationCheck.problems(of: BridgedEventConfig.self) == [])
  }
}

extension EventTypeID {
  fileprivate init(number: Int) { self.init(rawValue: UInt16(number)) }
}
