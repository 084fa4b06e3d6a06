import ConfigSchema
import RouterCore
import RouterStages
import TestSupport
import Testing

struct BuiltInStagesTests {
  @Test(arguments: BuiltInStages.factories)
  func `A stage's config is declared without mistakes`(factory: StageFactory) {
    #expect(DeclarationCheck.problems(of: factory.config) == [])
    #expect(!factory.summary.isEmpty)
  }

  @Test func `Stages have different names`() {
    let types = BuiltInStages.factories.map(\.type)
    #expect(types == ["filter", "throttle", "sample", "dedupe", "redact", "rename", "window"])
  }

  @Test func `The type of window summaries is well-formed`() throws {
    let type = EventType.windowSummary
    #expect(type.schema.violations(in: try JSONDocument(parsing: type.example).root) == [])
    #expect(Catalogue.withStages.id(named: type.name) != nil)
  }
}
