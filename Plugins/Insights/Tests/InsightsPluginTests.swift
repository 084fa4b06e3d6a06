import Testing

@testable import InsightsPlugin

@Suite struct InsightsPluginTests {
  @Test func `the plugin is named as in configs`() { #expect(insightsPlugin.name == "insights") }
}
