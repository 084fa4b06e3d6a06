import Testing

@testable import AgentsPlugin

@Suite struct AgentsPluginTests {
  @Test func `the plugin is named as in configs`() { #expect(agentsPlugin.name == "agents") }
}
