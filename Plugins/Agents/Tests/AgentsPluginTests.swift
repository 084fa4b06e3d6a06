import ConfigSchema
import TestSupport
import Testing

@testable import AgentsPlugin

@Suite struct AgentsPluginTests {
  @Test func `The README's examples work, and it explains every key`() throws {
    let readme = try Readme(beside: #filePath)
    readme.expectExamples(in: "sources", of: agentsSourceFactory)
    readme.expectKeys(of: AgentsConfig.self)
    readme.expectKeys(of: AgentConfig.self)
    readme.expectKeys(of: ConnectedConfig.self)
    readme.expectKeys(of: HTTPDriverConfig.self)
  }

  @Test func `Configs are declared whole`() {
    #expect(DeclarationCheck.problems(of: agentsSourceFactory.config) == [])
  }

  @Test(arguments: [
    ("max_agents: 0", "1:13 error: 'max_agents' must be between 1 and 100000"),
    ("agents: { a: { nam: x } }", "1:16 error: unknown key 'nam'"),
    (
      "agents: { a: { driver: { type: telepathy } } }",
      "1:32 error: expected one of process, http, connected, found a string"
    ),
    ("agents: { a: { driver: connected } }", "1:24 error: expected a mapping with a type"),
    ("agents: { a: { driver: { type: connected, grace: 2h } } }", "1:50 error: 'grace' must be between 0us and 1h"),
    ("agents: { a: { driver: { type: http } } }", "1:24 error: missing key 'url'"),
    ("agents: { a: { capacity: 0 } }", "1:26 error: 'capacity' must be between 1 and 10000"),
    ("agents: { a: { config: [1] } }", "1:24 error: 'config' must be a mapping"),
    ("agents: { a: { name: \"x\\u0007\" } }", "1:22 error: 'name' must not have control characters"),
    ("agents: { \"a\\n\": {} }", "1:9 error: the id of an agent must not have control characters"),
    ("max_agents: 1\nagents: { a: {}, b: {} }", "2:9 error: there are more agents than max_agents allows"),
    ("processes: all", "1:12 error: expected one of config_only, api, found a string"),
    ("store: { type: memory, path: x }", "1:30 error: a store in memory has no file"),
  ])
  func `A wrong config is told with its place`(yaml: String, finding: String) {
    let (config, findings) = AgentsConfig.read(yaml)
    #expect(config == nil)
    #expect(findings == [finding])
  }
}
