import RouterCore

/// A number of a JSON text: its exact value, and how it is written.
struct ExactNumber: Sendable, Comparable, CustomStringConvertible {
  /// More digits of a divisor would not fit in 64 bits.
  static let longestDivisor = 18

  let value: JSONDecimal
  let description: String

  /// Nil for what is no number, and for exponents beyond 64 bits.
  init?(_ node: JSONNode) {
    guard let value = JSONDecimal(node) else { return nil }
    self.value = value
    description = String(decoding: node.text, as: UTF8.self)
  }

  static func == (left: Self, right: Self) -> Bool { left.value == right.value }

  static func < (left: Self, right: Self) -> Bool {
    let (a, b) = (left.value, right.value)
    if a.sign != b.sign { return a.sign < b.sign }
    return a.sign < 0 ? b.isSmaller(than: a) : a.isSmaller(than: b)
  }

  /// - Parameter divisor: positive, of `longestDivisor` digits at most.
  func isMultiple(of divisor: ExactNumber) -> Bool {
    if value.digits.isEmpty { return true }
    let (zeros, overflow) = value.exponent.subtractingReportingOverflow(divisor.value.exponent)
    // The digits do not end in a zero: too few zeros cannot be made up for.
    guard !overflow, zeros >= 0 else { return overflow && value.exponent > 0 && divisor.value.digits == [1] }
    let modulus = divisor.value.digits.reduce(UInt64(0)) { $0 * 10 + UInt64($1) }
    let digits = value.digits.reduce(UInt64(0)) { modulus.times($0, 10, plus: UInt64($1)) }
    return modulus.times(digits, modulus.power(10, UInt64(zeros))) == 0
  }
}

extension JSONDecimal {
  /// −1, 0 or 1.
  fileprivate var sign: Int { digits.isEmpty ? 0 : isNegative ? -1 : 1 }

  /// Compares magnitudes.
  fileprivate func isSmaller(than other: JSONDecimal) -> Bool {
    if digits.isEmpty || other.digits.isEmpty { return digits.isEmpty && !other.digits.isEmpty }
    // Places before the point.
    let (mine, theirs) = (Int128(exponent) + Int128(digits.count), Int128(other.exponent) + Int128(other.digits.count))
    return mine == theirs ? digits.lexicographicallyPrecedes(other.digits) : mine < theirs
  }
}

/// Arithmetic modulo self.
extension UInt64 {
  fileprivate func times(_ left: UInt64, _ right: UInt64, plus summand: UInt64 = 0) -> UInt64 {
    let product = UInt128(left) * UInt128(right) + UInt128(summand)
    return UInt64(product % UInt128(self))
  }

  fileprivate func power(_ base: UInt64, _ exponent: UInt64) -> UInt64 {
    var (result, square, rest) = (1 % self, base % self, exponent)
    while rest > 0 {
      if rest & 1 == 1 { result = times(result, square) }
      square = times(square, square)
      rest >>= 1
    }
    return result
  }
}
