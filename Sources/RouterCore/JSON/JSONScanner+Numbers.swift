extension JSONScanner {
  /// Takes a number (RFC 8259 §6). Its size and precision are not limited: the text is what is passed on.
  ///
  /// - Returns: whether it has a fraction or an exponent.
  mutating func number(_ text: Span<UInt8>) throws(JSONError) -> Bool {
    if text[offset] == UInt8(ascii: "-") { offset += 1 }
    let start = offset
    try digits(text)
    if text[start] == UInt8(ascii: "0"), offset > start + 1 { throw failure(.leadingZero, text, at: start) }
    var isFractional = false
    if offset < text.count, text[offset] == UInt8(ascii: ".") {
      isFractional = true
      offset += 1
      try digits(text)
    }
    if offset < text.count, text[offset] | 0x20 == UInt8(ascii: "e") {
      isFractional = true
      offset += 1
      if offset < text.count, text[offset] == UInt8(ascii: "+") || text[offset] == UInt8(ascii: "-") { offset += 1 }
      try digits(text)
    }
    return isFractional
  }

  /// At least one digit.
  private mutating func digits(_ text: Span<UInt8>) throws(JSONError) {
    let start = offset
    while offset < text.count, text[offset] &- UInt8(ascii: "0") < 10 { offset += 1 }
    guard offset > start else { throw failure(offset < text.count ? .missingDigits : .unexpectedEnd, text) }
  }

  /// Takes `true`, `false` or `null`.
  mutating func literal(_ text: Span<UInt8>) throws(JSONError) -> (kind: JSONKind, isTrue: Bool) {
    switch text[offset] {
    case UInt8(ascii: "t"):
      try word("true", text)
      return (.boolean, true)
    case UInt8(ascii: "f"):
      try word("false", text)
      return (.boolean, false)
    default:
      try word("null", text)
      return (.null, false)
    }
  }

  private mutating func word(_ word: StaticString, _ text: Span<UInt8>) throws(JSONError) {
    let start = offset
    for index in 0..<word.utf8CodeUnitCount {
      guard offset < text.count else { throw failure(.unexpectedEnd, text) }
      // In bounds: the index is below the static string's own length.
      guard text[offset] == word.utf8Start[index] else { throw failure(.invalidLiteral, text, at: start) }
      offset += 1
    }
  }
}
