import RouterCore
import TestSupport
import Testing

@testable import JSONSchema

/// Numbers against a naive model: whole numbers of hundredths.
struct ExactNumberTests {
  private func number(_ text: String) throws -> ExactNumber {
    try #require(ExactNumber(try JSONDocument(parsing: text).root))
  }

  /// In one of many spellings.
  private func spelling(_ hundredths: Int, _ random: inout SplitMix64) -> String {
    let (sign, size) = (hundredths < 0 ? "-" : "", abs(hundredths))
    let fraction = size % 100 < 10 ? "0\(size % 100)" : "\(size % 100)"
    return switch Int.random(in: 0..<4, using: &random) {
    case 0: "\(sign)\(size)e-2"
    case 1: "\(sign)\(size)000E-05"
    case 2: "\(sign)\(size / 100).\(fraction)0"
    default: "\(sign)\(size / 100).\(fraction)"
    }
  }

  @Test(arguments: 0..<20)
  func `Order and divisibility are those of whole numbers, however they are written`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for _ in 0..<200 {
      let a = Int.random(in: -3000...3000, using: &random)
      let b = Int.random(in: -3000...3000, using: &random)
      let (left, right) = (try number(spelling(a, &random)), try number(spelling(b, &random)))
      #expect((left < right) == (a < b), "\(left) \(right)")
      #expect((left == right) == (a == b), "\(left) \(right)")
      guard b > 0 else { continue }
      #expect(left.isMultiple(of: right) == (a % b == 0), "\(left) \(right)")
    }
  }
}
