extension JSONNode {
  package var isNull: Bool { kind == .null }

  package var bool: Bool? { kind == .boolean ? token.flag : nil }

  /// A string's value, unescaped.
  package var string: String? {
    guard kind == .string else { return nil }
    if token.flag { return JSONStringText.string(document.bytes.span, token) }
    return String(decoding: document.bytes[token.content], as: UTF8.self)
  }

  /// A string that is an RFC 3339 date-time.
  package var timestamp: Timestamp? {
    guard kind == .string else { return nil }
    if token.flag { return string.flatMap(Timestamp.init(text:)) }
    return Timestamp(utf8: document.bytes.span.extracting(token.content))
  }

  /// Whether this is a string with this value. Allocates only for strings with escapes.
  package func stringEquals(_ value: String) -> Bool {
    stringEquals(utf8: value.utf8Span.span)
  }

  package func stringEquals(utf8: Span<UInt8>) -> Bool {
    kind == .string && JSONStringText.equals(document.bytes.span, token, utf8)
  }

  /// A number that is a whole one, however it is written (`7`, `7.0`, `7e0`), and in range.
  package var int: Int? {
    guard kind == .number else { return nil }
    if token.flag { return JSONDecimal(document.bytes.span, token.range)?.int }
    return Self.int(document.bytes.span, token.range)
  }

  /// Whether this is a whole number, however large and however written.
  package var isWholeNumber: Bool {
    guard kind == .number else { return false }
    return !token.flag || JSONDecimal(document.bytes.span, token.range)?.isWhole ?? false
  }

  /// The nearest number that a Double can hold; nil if the number is beyond them all, such as `1e400`.
  package var double: Double? {
    guard kind == .number else { return nil }
    if let double = JSONDecimal.simpleDouble(document.bytes.span, token.range) { return double }
    let double = Double(String(decoding: text, as: UTF8.self))
    return double.flatMap { $0.isFinite ? $0 : nil }
  }

  /// The value of an optional minus sign and digits.
  private static func int(_ text: Span<UInt8>, _ range: Range<Int>) -> Int? {
    let isNegative = text[range.lowerBound] == UInt8(ascii: "-")
    var value = 0
    for index in (isNegative ? range.dropFirst() : range) {
      let (shifted, overflow) = value.multipliedReportingOverflow(by: 10)
      let digit = Int(text[index] - UInt8(ascii: "0"))
      // Downwards for negative numbers, because only they reach Int.min.
      let (sum, carry) = shifted.addingReportingOverflow(isNegative ? -digit : digit)
      if overflow || carry { return nil }
      value = sum
    }
    return value
  }
}
