import Testing

@testable import PollPlugin

@Suite struct PollPluginTests {
  @Test func `the plugin is named as in configs`() { #expect(pollPlugin.name == "poll") }
}
