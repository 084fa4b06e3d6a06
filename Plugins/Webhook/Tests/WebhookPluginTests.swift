import Testing
@testable import WebhookPlugin

@Test func `the plugin is called webhook`() { #expect(webhookPlugin.name == "webhook") }
