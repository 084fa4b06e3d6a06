import Testing
@testable import SQLPlugin

@Test func `the plugin is called sql`() { #expect(sqlPlugin.name == "sql") }
