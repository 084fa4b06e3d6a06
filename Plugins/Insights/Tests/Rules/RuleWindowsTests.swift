import RouterCore
import TestSupport
import Testing

@testable import InsightsPlugin

struct RuleWindowsTests {
  private static func at(_ seconds: Int) -> Timestamp { VirtualTime.start + .seconds(seconds) }

  /// The seconds at which a rule speaks.
  private func spoken(_ terms: RuleTerms, _ events: [(Int, String)]) -> [Int] {
    var windows = RuleWindows(terms)
    return events.filter { windows.note($0.1, at: Self.at($0.0)) }.map(\.0)
  }

  @Test func `it speaks when so many events of a group have come within the window`() {
    let terms = RuleTerms(window: .seconds(10), count: 3)
    #expect(spoken(terms, [(0, "a"), (5, "a"), (9, "a")]) == [9])
    #expect(spoken(terms, [(0, "a"), (5, "a"), (10, "a")]) == [], "the first is ten seconds old")
    #expect(spoken(terms, [(0, "a"), (0, "b"), (1, "a"), (1, "b"), (2, "a")]) == [2])
    #expect(spoken(terms, (0..<7).map { ($0, "a") }) == [2, 5], "an event counts for one insight")
  }

  @Test func `it is silent during the cool-down and speaks with the first event afterwards`() {
    let terms = RuleTerms(window: .seconds(10), count: 2, coolDown: .seconds(20))
    #expect(spoken(terms, (0..<50).map { ($0, "a") }) == [1, 21, 41])
    #expect(spoken(terms, [(0, "a"), (1, "a"), (2, "a"), (21, "a"), (22, "a")]) == [1, 22], "2 is too old at 21")
    #expect(spoken(terms, [(0, "a"), (1, "a"), (2, "b"), (3, "b")]) == [1, 3], "another group is not silent")
  }

  @Test func `beyond its groups it forgets the one whose last event is longest ago`() {
    let terms = RuleTerms(window: .seconds(100), count: 2, maxGroups: 2)
    #expect(spoken(terms, [(0, "a"), (1, "b"), (2, "c"), (3, "a"), (4, "c")]) == [4])
    #expect(spoken(terms, [(0, "a"), (1, "b"), (2, "a"), (3, "c"), (4, "b")]) == [2])
  }

  @Test func `what no longer matters takes no memory`() {
    var windows = RuleWindows(RuleTerms(window: .seconds(10), count: 2))
    for second in 0..<1000 { _ = windows.note("group_\(second)", at: Self.at(second)) }
    #expect(windows.groups.count <= 11)
    _ = windows.note("last", at: Self.at(5000))
    _ = windows.note("last", at: Self.at(5001))
    for second in 5002..<5012 { _ = windows.note("last", at: Self.at(second)) }
    #expect(windows.groups.count == 1)
  }

  @Test(arguments: 0..<300 as Range<UInt64>)
  func `it speaks when a rule speaks that keeps all events, also after restarts`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let terms = RuleTerms(
      window: .seconds(Int.random(in: 1...20, using: &random)), count: Int.random(in: 1...5, using: &random),
      coolDown: .seconds(Bool.random(using: &random) ? 0 : Int.random(in: 1...40, using: &random)),
      maxGroups: Int.random(in: 1...6, using: &random))
    var (windows, naive) = (RuleWindows(terms), NaiveRule(terms))
    var kept: [String: GroupState] = [:]
    var second = 0
    for step in 0..<200 {
      second += [0, 0, 1, 1, 2, 7, 30][Int.random(in: 0..<7, using: &random)]
      let group = "group_\(Int.random(in: 0..<8, using: &random))"
      let time = Self.at(second)
      let (found, expected) = (windows.note(group, at: time), naive.note(group, at: time))
      #expect(found == expected, "seed \(seed), step \(step), \(terms)")
      #expect(windows.groups.count <= terms.maxGroups)
      guard found == expected else { return }
      // What is kept is enough to go on with.
      for change in windows.takeChanges() { kept[change.group] = change.state }
      #expect(kept == windows.groups)
      if Int.random(in: 0..<20, using: &random) == 0 { windows = RuleWindows(terms, groups: kept) }
    }
  }
}
