extension JSONScanner {
  /// Takes a string from its opening quote to behind its closing one.
  ///
  /// - Returns: whether it has escapes.
  mutating func string(_ text: Span<UInt8>, inValue: Bool = true) throws(JSONError) -> Bool {
    var hasEscapes = false
    offset += 1
    while true {
      offset = JSONStringText.endOfPlainRun(text, from: offset)
      guard offset < text.count else { throw failure(.unexpectedEnd, text, inValue: inValue) }
      switch text[offset] {
      case UInt8(ascii: "\""):
        offset += 1
        return hasEscapes
      case UInt8(ascii: "\\"):
        hasEscapes = true
        try escape(text, inValue: inValue)
      case 0x80...: try multiByteCharacters(text, inValue: inValue)
      case let byte: throw failure(.controlCharacter(byte), text, inValue: inValue)
      }
    }
  }

  private mutating func multiByteCharacters(_ text: Span<UInt8>, inValue: Bool) throws(JSONError) {
    while offset < text.count, text[offset] >= 0x80 {
      guard let length = JSONStringText.multiByteLength(text, at: offset) else {
        throw failure(.invalidUTF8, text, inValue: inValue)
      }
      offset += length
    }
  }

  private mutating func escape(_ text: Span<UInt8>, inValue: Bool) throws(JSONError) {
    guard offset + 1 < text.count else { throw failure(.unexpectedEnd, text, at: text.count, inValue: inValue) }
    switch text[offset + 1] {
    case UInt8(ascii: "u"): try unicodeEscape(text, inValue: inValue)
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
      UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      offset += 2
    default: throw failure(.invalidEscape, text, inValue: inValue)
    }
  }

  /// `\uXXXX`, or two of them for a character outside the Basic Multilingual Plane (RFC 8259 §7).
  private mutating func unicodeEscape(_ text: Span<UInt8>, inValue: Bool) throws(JSONError) {
    guard let unit = JSONStringText.codeUnit(text, at: offset) else {
      throw failure(.invalidUnicodeEscape, text, inValue: inValue)
    }
    switch unit {
    case 0xD800...0xDBFF:
      let low = JSONStringText.codeUnit(text, at: offset + 6) ?? 0
      guard (0xDC00...0xDFFF).contains(low) else { fallthrough }
      offset += 12
    case 0xDC00...0xDFFF: throw failure(.loneSurrogate(unit), text, inValue: inValue)
    default: offset += 6
    }
  }
}
