import RouterCore
import RouterStages
import TestSupport
import Testing

struct SampleStageTests {
  private static func kept(_ yaml: String, of numbers: ClosedRange<UInt64> = 1...20_000) -> [UInt64] {
    var sample = StageProbe(.sample, yaml)
    let event = Event.sample()
    return numbers.filter { sample.decide(Delivery(number: EventNumber($0), event: event)) == .kept }
  }

  @Test(arguments: [("1/10", 2000), ("12.5%", 2500), ("0.5%", 100), ("2/3", 13_333)])
  func `The share is kept, but for chance`(share: String, expected: Int) {
    let count = Self.kept("keep: \(share)").count
    // Five standard deviations of a binomial distribution are less than 5 √n.
    #expect(abs(count - expected) < Int(5 * Double(expected).squareRoot()))
  }

  @Test(arguments: ["1/1", "100%", "7/7"])
  func `Everything is a share too`(share: String) {
    #expect(Self.kept("keep: \(share)", of: 1...1000).count == 1000)
  }

  @Test func `A replay chooses the same, in every process`() {
    #expect(Self.kept("{ keep: 1/10, seed: 7 }", of: 1...100) == [19, 29, 41, 43])
  }

  @Test func `Stages with the same seed choose alike, others independently`() {
    let (first, same, other) = (
      Self.kept("{ keep: 1/10, seed: 1 }"), Self.kept("{ keep: 1/10, seed: 1 }"), Self.kept("{ keep: 1/10, seed: 2 }")
    )
    #expect(first == same)
    #expect((100...300).contains(Set(first).intersection(other).count))
  }

  @Test func `With a key, what belongs together is kept or dropped as a whole`() {
    var sample = StageProbe(.sample, "{ keep: 50%, key: event.data.k }")
    var decisions: [Int: Set<Bool>] = [:]
    for number in 0..<2000 {
      let isKept = sample.decide(.sample(UInt64(number), "agent_status", #"{"k":\#(number % 200)}"#)) == .kept
      decisions[number % 200, default: []].insert(isKept)
    }
    #expect(decisions.values.allSatisfy { $0.count == 1 })
    #expect((70...130).contains(decisions.values.count { $0 == [true] }))
  }

  @Test(arguments: [
    ("{}", ["1:1 error: missing key 'keep' (the share that is kept, as in 1/10 or 12.5%)"]),
    (
      "keep: 0.1",
      ["1:7 error: expected a share such as 1/10, found a number (a share can also be written as in 12.5%)"]
    ),
    (
      "keep: 1/-3",
      ["1:7 error: expected a share such as 1/10, found a string (a share can also be written as in 12.5%)"]
    ),
    ("keep: 0/3", ["1:7 error: a share must be more than nothing and at most everything"]),
    ("keep: 4/3", ["1:7 error: a share must be more than nothing and at most everything"]),
    ("keep: 100.5%", ["1:7 error: a share must be more than nothing and at most everything"]),
  ])
  func `A wrong config is reported where it stands`(yaml: String, expected: [String]) {
    let (stage, findings) = StageFactory.sample.read(yaml)
    #expect(findings == expected)
    #expect(stage == nil)
  }
}
