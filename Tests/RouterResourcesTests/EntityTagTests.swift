import RouterResources
import Testing

/// RFC 9110 §8.8.3, §13.1.1 and §13.1.2.
struct EntityTagTests {
  private static let current = EntityTag(revision: 1)

  @Test(
    arguments: [
      (["*"], true, true), ([" *\t"], true, true), ([#""1""#], true, true), ([#""2""#], false, false),
      ([#"W/"1""#], false, true), ([#""0", W/"2" ,"1""#], true, true), ([#""0""#, #""1""#], true, true),
      ([#","1",,"#], true, true), ([#""1,2""#], false, false), ([#""a,b","1""#], true, true), ([#""""#], false, false),
      ([#""11""#], false, false),
    ] as [([String], Bool, Bool)])
  func `A condition holds for the tags it names`(_ fields: [String], _ strong: Bool, _ weak: Bool) throws {
    let condition = try #require(EntityTagCondition(fields))
    #expect(condition.holds(for: Self.current) == strong)
    #expect(condition.holdsWeakly(for: Self.current) == weak)
  }

  @Test(
    arguments: [
      [], [""], [",, "], ["1"], [#""1"#], [#"1""#], [#"*, "1""#], ["**"], ["*", "*"], [#""a"b""#], [#"w/"1""#],
      [#"W/ "1""#],
      [#""1" "2""#], [#""a b""#], ["\"a\u{7F}\""], ["\"a\u{1}\""], [#"W/1"#],
    ] as [[String]])
  func `What is no list of tags is none`(_ fields: [String]) { #expect(EntityTagCondition(fields) == nil) }

  @Test func `A tag is its revision in quotes`() {
    #expect("\(EntityTag(revision: 42))" == #""42""#)
    #expect(EntityTag(#""42""#) == EntityTag(revision: 42))
  }
}
