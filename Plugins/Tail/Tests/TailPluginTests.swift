import Testing

@testable import TailPlugin

@Suite struct TailPluginTests {
  @Test func `the plugin is named as in configs`() { #expect(tailPlugin.name == "tail") }
}
