/// A number's exact value: whole digits times a power of ten, each value in one form only.
///
/// Comparing these needs no floating point, so 9007199254740993 and 9007199254740992 differ, and 1e400 equals 10e399.
package struct JSONDecimal: Sendable, Hashable {
  package private(set) var isNegative = false
  /// Values 0…9, the highest first, without zeros at either end; empty for zero.
  package private(set) var digits: [UInt8] = []
  package private(set) var exponent = 0

  /// Reads a scanned number; nil if its exponent does not fit an Int.
  init?(_ text: Span<UInt8>, _ range: Range<Int>) {
    var offset = range.lowerBound
    var fractionDigits = 0
    var isFraction = false
    isNegative = text[offset] == UInt8(ascii: "-")
    if isNegative { offset += 1 }
    while offset < range.upperBound, text[offset] | 0x20 != UInt8(ascii: "e") {
      if text[offset] == UInt8(ascii: ".") {
        isFraction = true
      } else {
        if isFraction { fractionDigits += 1 }
        digits.append(text[offset] - UInt8(ascii: "0"))
      }
      offset += 1
    }
    guard normalize() else { return }
    let written = offset < range.upperBound ? Self.exponent(text, offset + 1..<range.upperBound) : 0
    guard let written else { return nil }
    let (sum, overflow) = (exponent - fractionDigits).addingReportingOverflow(written)
    if overflow { return nil }
    exponent = sum
  }

  /// - Returns: false for zero, whose form is then complete.
  private mutating func normalize() -> Bool {
    digits.removeFirst(digits.prefix { $0 == 0 }.count)
    while digits.last == 0 {
      digits.removeLast()
      exponent += 1
    }
    if digits.isEmpty { (isNegative, exponent) = (false, 0) }
    return !digits.isEmpty
  }

  private static func exponent(_ text: Span<UInt8>, _ range: Range<Int>) -> Int? {
    let isNegative = text[range.lowerBound] == UInt8(ascii: "-")
    var value = 0
    for index in range where text[index] >= UInt8(ascii: "0") {
      let (shifted, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = shifted.addingReportingOverflow(Int(text[index] - UInt8(ascii: "0")))
      if overflow || carry { return nil }
      value = sum
    }
    return isNegative ? -value : value
  }

  /// Nil for what is no number, and for one whose exponent does not fit an Int.
  package init?(_ node: JSONNode) {
    guard node.kind == .number else { return nil }
    self.init(node.document.bytes.span, node.range)
  }

  package var isWhole: Bool { exponent >= 0 }

  /// The value, if it is whole and in range.
  var int: Int? {
    guard isWhole, exponent <= 19 else { return nil }
    var value = 0
    for digit in digits + Array(repeating: 0, count: exponent) {
      let (shifted, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = shifted.addingReportingOverflow(isNegative ? -Int(digit) : Int(digit))
      if overflow || carry { return nil }
      value = sum
    }
    return value
  }
}

extension JSONDecimal {
  private static let powersOfTen: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
  ]

  /// The nearest Double of a number without an exponent whose digits, taken as a whole number, are at most 2^53. They
  /// and the power of ten are then exact, so that one division rounds correctly (Clinger 1990). Nil for other numbers.
  static func simpleDouble(_ text: Span<UInt8>, _ range: Range<Int>) -> Double? {
    let isNegative = text[range.lowerBound] == UInt8(ascii: "-")
    // 18 digits stay below an overflow of 64 bits.
    guard range.count <= 18 else { return nil }
    var (mantissa, point) = (0, range.upperBound)
    for index in (isNegative ? range.dropFirst() : range) {
      switch text[index] {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): mantissa = mantissa * 10 + Int(text[index] - UInt8(ascii: "0"))
      case UInt8(ascii: "."): point = index + 1
      default: return nil
      }
    }
    guard mantissa <= 1 << 53 else { return nil }
    let magnitude = Double(mantissa) / powersOfTen[range.upperBound - point]
    return isNegative ? -magnitude : magnitude
  }
}
