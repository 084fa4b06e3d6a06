import ConfigSchema
import Testing

struct SampleConfigTests {
  @Test func `The declarations of the fixtures are in order`() {
    #expect(DeclarationCheck.problems(of: SampleConfig.self).filter { !$0.contains("default of") } == [])
  }
}
