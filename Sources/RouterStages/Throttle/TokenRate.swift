import ConfigSchema
import RouterCore

/// How fast a token bucket fills, and how far, in whole parts of a token: nothing is rounded, so nothing drifts.
package struct TokenRate: Sendable, Hashable {
  /// Parts that come in one microsecond.
  let refill: Int64
  /// Parts that make one token.
  let token: Int64
  /// Parts of a full bucket.
  let capacity: Int64

  /// Nil if the rate is not positive, finer than a millionth of an event, or too large for 64 bits.
  package init?(_ rate: Rate, burst: Int) {
    let period = rate.period.wholeMicroseconds
    guard period > 0, burst > 0, let (count, scale) = Self.fraction(rate.count) else { return nil }
    let (parts, overflow) = period.multipliedReportingOverflow(by: scale)
    guard !overflow else { return nil }
    let divisor = Self.greatestCommonDivisor(parts, count)
    let (capacity, isTooLarge) = (parts / divisor).multipliedReportingOverflow(by: Int64(burst))
    guard !isTooLarge else { return nil }
    (refill, token, self.capacity) = (count / divisor, parts / divisor, capacity)
  }

  /// How long an empty bucket takes to be full.
  var fillingTime: Duration { .microseconds(capacity / refill + 1) }

  /// A positive number as a fraction with a power of ten below it.
  private static func fraction(_ number: Double) -> (numerator: Int64, denominator: Int64)? {
    var denominator: Int64 = 1
    while denominator <= 1_000_000 {
      let scaled = number * Double(denominator)
      // A written fraction is no sum of halves: 0.3 × 10 misses 3 by its last bit.
      if let numerator = Int64(exactly: scaled.rounded()), numerator > 0, (scaled - scaled.rounded()).magnitude < 1e-9 {
        return (numerator, denominator)
      }
      denominator *= 10
    }
    return nil
  }

  private static func greatestCommonDivisor(_ a: Int64, _ b: Int64) -> Int64 {
    var (a, b) = (a, b)
    while b != 0 { (a, b) = (b, a % b) }
    return a
  }
}
