import Testing

@testable import ConfigSchema

@Suite struct MaskingTests {
  private func range(_ line: Int, _ columns: ClosedRange<Int>) -> SourceRange {
    SourceRange(
      file: "a.yaml", start: SourcePosition(line: line, column: columns.lowerBound),
      end: SourcePosition(line: line, column: columns.upperBound + 1))
  }

  @Test func `what is secret becomes three stars, everything else stays`() {
    let source = SourceText(file: "a.yaml", text: "a: 1\nsecret: hush # with a hash\nb: 2\n")
    #expect(source.masked(hiding: [range(2, 9...12)]) == "a: 1\nsecret: *** ***\nb: 2\n")
  }

  @Test func `a reference to a secret is none`() {
    let source = SourceText(file: "a.yaml", text: "secret: ${env:X}")
    #expect(source.masked(hiding: [range(1, 9...16)]) == "secret: ${env:X}")
  }

  @Test func `nothing to hide, nothing changed`() {
    let text = "a: 1\n\n  b: [ü, \"x\"]\n"
    #expect(SourceText(file: "a.yaml", text: text).masked(hiding: []) == text)
  }
}
