import ConfigSchema
import TestSupport
import Testing

@testable import KnowledgeGraphPlugin

struct KnowledgeGraphPluginTests {
  @Test func `The plugin is named as in configs`() { #expect(knowledgeGraphPlugin.name == "knowledge_graph") }

  @Test func `The config is declared, and building has no effects`() async {
    let contract = SourceContract(knowledgeGraphFactory, config: .yaml("store: { type: memory }"))
    contract.declaresItsConfig()
    await contract.buildingHasNoEffects()
  }

  @Test func `Two graphs cannot have one file`() {
    let config = ConfigNode.yaml("store: { path: data/graph.db }")
    #expect(knowledgeGraphFactory.claims(config).map(\.resource) == ["data/graph.db"])
    #expect(knowledgeGraphFactory.claims(.yaml("store: { type: memory }")) == [])
  }

  @Test(
    arguments: [
      ("on_delete: keep", "expected one of refuse, cascade"), ("max_cascade: 0", "between 1 and 10000"),
      ("max_cascade: 10001", "between 1 and 10000"), ("duplicates: yes", "expected one of refuse, allow"),
      ("self_relationship: allow", "unknown key 'self_relationship'"),
      ("store: { type: redis }", "expected one of sqlite, memory"),
      ("store: { path: '' }", "'path' is empty"), ("store: { type: memory, path: x.db }", "has no file"),
    ])
  func `A wrong config is refused with words`(_ yaml: String, _ message: String) {
    var diagnostics = Diagnostics()
    #expect(knowledgeGraphFactory.prepare(.yaml(yaml), &diagnostics) == nil)
    #expect(diagnostics.lines.joined().contains(message), "\(diagnostics.lines)")
  }
}
