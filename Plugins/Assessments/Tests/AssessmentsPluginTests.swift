import Testing

@testable import AssessmentsPlugin

@Suite struct AssessmentsPluginTests {
  @Test func `the plugin is named as in configs`() { #expect(assessmentsPlugin.name == "assessments") }
}
