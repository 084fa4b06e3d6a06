import ConfigSchema
import RouterCore
import TestSupport
import Testing

@testable import InsightsPlugin

@Suite struct InsightsPluginTests {
  @Test func `every property of the configs has a field, and building the source has no effects`() async throws {
    let contract = SourceContract(insightsFactory, config: .yaml("store: { type: memory }"))
    contract.declaresItsConfig()
    await contract.buildingHasNoEffects()
    #expect(DeclarationCheck.problems(of: ObjectReference(RuleConfig.self)).isEmpty)
    #expect(DeclarationCheck.problems(of: ObjectReference(InsightTemplateConfig.self)).isEmpty)
  }

  @Test func `it stops when it is cancelled`() async throws {
    let rules = "rules: { r: { when: { types: [system_alert] }, insight: { type: t, description: d } } }"
    var diagnostics = Diagnostics()
    let bench = SourceBench()
    let build = insightsFactory.prepare(.yaml("store: { type: memory }\n\(rules)"), &diagnostics)
    guard let source = try build?(bench.context) else { return #expect(Bool(false), "\(diagnostics.lines)") }
    let running = Running { try? await source.run(bench.emitter) }
    #expect(await running.stop())
  }
}
