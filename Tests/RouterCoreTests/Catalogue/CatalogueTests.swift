import RouterCore
import Testing

struct CatalogueTests {
  private func orders(name: String = "order_placed", aliases: [String] = [], legacyName: String? = nil) -> EventType {
    EventType(
      name, "An order was placed.", in: "shop", aliases: aliases, legacy: legacyName.map { LegacyForm($0) },
      schema: [.required("id", .identifier, "The order.")], example: #"{"id":"1"}"#)
  }

  private func names(_ resolution: Catalogue.Resolution, in catalogue: Catalogue) -> [String]? {
    guard case .types(let ids) = resolution else { return nil }
    return ids.map { catalogue[$0].name }
  }

  @Test("Ids number the types from 0 without holes")
  func ids() throws {
    let catalogue = try Catalogue(registering: [orders()])
    for (index, type) in catalogue.types.enumerated() {
      let id = try #require(catalogue.id(named: type.name))
      #expect(id.index == index)
      #expect(catalogue[id].name == type.name)
    }
    #expect(catalogue.types.last?.name == "order_placed")
  }

  @Test(
    "Names, aliases and groups are resolved",
    arguments: [
      ("agent_status", ["agent_status"]), ("metrics", ["metrics_update"]), ("system_alerts", ["system_alert"]),
      ("agent.*", ["agent_status", "agent_created", "agent_deleted", "agent_updated"]), ("shop.*", ["order_placed"]),
      ("assessment.*", ["assessment_update", "insight_update"]),
    ])
  func resolve(name: String, expected: [String]) throws {
    let catalogue = try Catalogue(registering: [orders()])
    #expect(names(catalogue.resolve(name), in: catalogue) == expected)
  }

  @Test(
    "Other names are unknown",
    arguments: [
      "", "agent", "AGENT_STATUS", "agent_status ", "*", ".*", "agent_*", "pong",
    ])
  func unknown(name: String) throws {
    #expect(try Catalogue().resolve(name) == .unknown)
  }

  @Test(
    "Legacy names lead to the types of the same meaning",
    arguments: [
      ("METRICS_UPDATE", "client_metrics_update"), ("SYSTEM_METRICS_UPDATE", "metrics_update"),
      ("ASSESSMENT_UPDATE", "assessment_update"), ("AGENT_STATUS", "agent_status"),
    ])
  func legacy(legacyName: String, name: String) throws {
    let catalogue = try Catalogue()
    #expect(catalogue.id(legacyName: legacyName) == catalogue.id(named: name))
  }

  @Test("A type that is switched off is known but not offered")
  func disabled() throws {
    let catalogue = try Catalogue(disabling: ["metrics", "knowledge_graph.*", "agent_created"])
    #expect(catalogue.resolve("metrics_update") == .disabled)
    #expect(catalogue.resolve("metrics") == .disabled)
    #expect(catalogue.resolve("knowledge_graph.*") == .disabled)
    #expect(names(catalogue.resolve("agent.*"), in: catalogue) == ["agent_status", "agent_deleted", "agent_updated"])
    #expect(catalogue.type(named: "metrics_update")?.name == "metrics_update")
    #expect(catalogue.id(named: "metrics_update").map(catalogue.isEnabled) == false)
    #expect(!catalogue.supportedNames.contains { ["metrics", "metrics_update", "entity_created"].contains($0) })
  }

  @Test("Supported names are the enabled types, then their aliases")
  func supportedNames() throws {
    let catalogue = try Catalogue(registering: [orders(aliases: ["orders"])])
    let expected = Catalogue.builtInTypes.map(\.name) + ["order_placed", "metrics", "system_alerts", "orders"]
    #expect(catalogue.supportedNames == expected)
  }

  @Test func `Supported legacy names are those of the enabled types`() throws {
    let catalogue = try Catalogue(registering: [orders(legacyName: "ORDERED")], disabling: ["metrics", "agent.*"])
    #expect(catalogue.supportedLegacyNames.contains("ORDERED"))
    #expect(catalogue.supportedLegacyNames.contains("METRICS_UPDATE"))
    #expect(!catalogue.supportedLegacyNames.contains("SYSTEM_METRICS_UPDATE"))
    #expect(!catalogue.supportedLegacyNames.contains("AGENT_STATUS"))
    #expect(catalogue.supportedLegacyNames.count == Catalogue.builtInTypes.count + 1 - 5)
  }

  @Test(
    "A name belongs to one type",
    arguments: [
      ("agent_status", [], nil, .duplicateName("agent_status")),
      ("metrics", [], nil, .duplicateName("metrics")),
      ("order_placed", ["system_alert"], nil, .duplicateName("system_alert")),
      ("order_placed", ["order_placed"], nil, .duplicateName("order_placed")),
      ("order_placed", [], "METRICS_UPDATE", .duplicateLegacyName("METRICS_UPDATE")),
    ] as [(String, [String], String?, CatalogueError)])
  func duplicates(name: String, aliases: [String], legacyName: String?, error: CatalogueError) {
    #expect(throws: error) {
      try Catalogue(registering: [orders(name: name, aliases: aliases, legacyName: legacyName)])
    }
  }

  @Test(
    "Names are lower snake case",
    arguments: [
      "", "Order", "1order", "order.*", "order-placed", "örder", "order placed",
    ])
  func invalidNames(name: String) {
    #expect(throws: CatalogueError.invalidName(name)) { try Catalogue(registering: [orders(name: name)]) }
  }

  @Test("What is switched off must exist")
  func unknownDisabled() {
    #expect(throws: CatalogueError.unknownName("agent_stats")) { try Catalogue(disabling: ["agent_stats"]) }
  }

  @Test("More types than ids are refused")
  func tooMany() {
    let types = (0...Int(UInt16.max)).map { orders(name: "order_\($0)") }
    #expect(throws: CatalogueError.tooManyTypes(65_537)) { try Catalogue(registering: types) }
  }
}
