import Testing

@testable import KnowledgeGraphPlugin

@Suite struct KnowledgeGraphPluginTests {
  @Test func `the plugin is named as in configs`() { #expect(knowledgeGraphPlugin.name == "knowledge_graph") }
}
