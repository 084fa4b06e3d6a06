import TestSupport
import Testing

@testable import LoadBench

struct SequenceCheckTests {
  /// The same by remembering everything.
  private struct NaiveCheck {
    let offset: UInt64
    let stride: UInt64
    var seen: Set<UInt64> = []
    var highest: UInt64?

    mutating func accept(_ number: UInt64) -> SequenceCheck.Verdict {
      guard number % stride == offset else { return .foreign }
      guard seen.insert(number).inserted else { return .repeated }
      defer { highest = max(highest ?? 0, number) }
      return number > highest ?? 0 || highest == nil ? .inOrder : .late
    }
  }

  @Test(arguments: [(0, 1), (0, 3), (2, 3), (999, 1000)])
  func `Lost, late, repeated and foreign numbers are told apart`(offset: Int, stride: Int) {
    var random = SplitMix64(seed: UInt64(stride))
    for _ in 0..<200 {
      var check = SequenceCheck(offset: offset, stride: stride)
      var naive = NaiveCheck(offset: UInt64(offset), stride: UInt64(stride))
      for number in Self.stream(offset, stride, &random) {
        #expect(check.accept(number) == naive.accept(number), "\(number)")
      }
      #expect(check.count == naive.seen.count)
    }
  }

  /// Mostly in order, with every kind of fault in between.
  private static func stream(_ offset: Int, _ stride: Int, _ random: inout SplitMix64) -> [UInt64] {
    var numbers = (0..<100).map { UInt64(offset + $0 * stride) }
    for _ in 0..<Int.random(in: 0...8, using: &random) {
      let (a, b) = (
        Int.random(in: 0..<numbers.count, using: &random), Int.random(in: 0..<numbers.count, using: &random)
      )
      switch Int.random(in: 0..<4, using: &random) {
      case 0: numbers.swapAt(a, b)
      case 1: numbers.insert(numbers[a], at: b)
      case 2: numbers.remove(at: a)
      default: numbers.insert(numbers[a] + 1, at: b)
      }
    }
    return numbers
  }

  @Test func `As many are expected as there are own numbers below an end`() {
    for (offset, stride) in [(0, 1), (0, 4), (3, 4)] {
      let check = SequenceCheck(offset: offset, stride: stride)
      for end in 0..<20 {
        let expected = (0..<end).count { $0 % stride == offset }
        #expect(check.expected(below: UInt64(end)) == expected)
      }
    }
  }

  @Test func `A connection remembers a bounded number of gaps`() {
    var check = SequenceCheck(offset: 0, stride: 1)
    let gaps = UInt64(MissingNumbers.maxRanges + 10)
    for gap in 0..<gaps { #expect(check.accept(2 * gap + 1) == .inOrder) }
    #expect(check.accept(0) == .repeated, "the oldest gap is forgotten")
    #expect(check.accept(2 * gaps - 2) == .late)
    #expect(check.accept(2 * gaps - 2) == .repeated)
  }
}
