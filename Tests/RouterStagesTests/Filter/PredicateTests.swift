import RouterCore
import RouterStages
import TestSupport
import Testing

struct PredicateTests {
  private static let failure = Truth.failed(EvaluationFailure("no such key"))
  private static let yes = Predicate.expression { _ in .yes }
  private static let no = Predicate.expression { _ in .no }
  private static let fails = Predicate.expression { _ in failure }

  @Test(arguments: [
    (Predicate.all([yes, fails]), failure), (.all([fails, yes]), failure), (.all([fails, no]), .no),
    (.all([no, fails]), .no), (.any([no, fails]), failure), (.any([fails, no]), failure), (.any([fails, yes]), .yes),
    (.not(fails), failure), (.not(no), .yes), (.not(yes), .no), (.all([]), .yes), (.any([]), .no),
  ])
  func `A failed expression counts only where nothing else decides`(predicate: Predicate, expected: Truth) {
    #expect(predicate.evaluate(.sample()) == expected)
  }

  @Test func `A filter drops what its expression fails for, with a reason of its own`() {
    var filter = StageProbe(FilterStage(Self.fails))
    #expect(filter.decide(.sample()) == .dropped("evaluation_error"))
  }
}
