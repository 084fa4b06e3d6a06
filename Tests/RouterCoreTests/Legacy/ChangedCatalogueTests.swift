import RouterCore
import TestSupport
import Testing

struct ChangedCatalogueTests {
  private let base: Catalogue

  init() throws { base = try Catalogue(disabling: ["agent_created", "metrics"]) }

  @Test func `A changed type keeps its id, and a new one comes behind`() throws {
    let status = try #require(base.type(named: "agent_status"))
    let catalogue = try base.with([
      .bridged("case_update", legacy: LegacyForm("CASE")),
      status.with(legacy: LegacyForm("STATUS", source: "x"), viewPermission: .viewMetrics),
    ])
    #expect(catalogue.types.map(\.name) == base.types.map(\.name) + ["case_update"])
    #expect(catalogue.id(legacyName: "STATUS") == base.id(named: "agent_status"))
    #expect(catalogue.id(legacyName: "AGENT_STATUS") == nil)
    #expect(catalogue.type(named: "agent_status")?.viewPermission == .viewMetrics)
    #expect(catalogue.id(named: "case_update")?.index == base.types.count)
  }

  @Test func `What is switched off stays so`() throws {
    let created = try #require(base.type(named: "agent_created"))
    let catalogue = try base.with([created.with(legacy: LegacyForm("CREATED"), viewPermission: .viewAgents)])
    #expect(catalogue.id(legacyName: "CREATED").map(catalogue.isEnabled) == false)
    #expect(catalogue.supportedNames == base.supportedNames)
    #expect(!catalogue.supportedLegacyNames.contains("CREATED"))
  }

  @Test func `Names stay unique`() throws {
    #expect(throws: CatalogueError.duplicateLegacyName("AGENT_STATUS")) {
      try base.with([.bridged("case_update", legacy: LegacyForm("AGENT_STATUS"))])
    }
    #expect(throws: CatalogueError.duplicateName("metrics")) {
      try base.with([.bridged("metrics", legacy: LegacyForm("CASE"))])
    }
    #expect(throws: CatalogueError.invalidName("Case")) {
      try base.with([.bridged("Case", legacy: LegacyForm("CASE"))])
    }
  }
}
