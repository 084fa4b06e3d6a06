/// What a string's bytes mean: plain runs, UTF-8, escapes.
enum JSONStringText {
  /// The first byte from `start` on that is a quote, a backslash, a control character or not ASCII; or the end.
  static func endOfPlainRun(_ text: Span<UInt8>, from start: Int) -> Int {
    var offset = start
    while offset + 8 <= text.count {
      // Within bounds, which the raw span checks again; "unsafe" is only that not every type may have any bits.
      let special = specialBytes(text.bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
      if special != 0 { return offset + special.trailingZeroBitCount / 8 }
      offset += 8
    }
    while offset < text.count, isPlain(text[offset]) { offset += 1 }
    return offset
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    byte >= 0x20 && byte < 0x80 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
  }

  /// Marks, by its top bit, the lowest byte that is not plain; marks above it may be wrong: the subtractions borrow.
  private static func specialBytes(_ loaded: UInt64) -> UInt64 {
    let word = UInt64(littleEndian: loaded)
    let ones: UInt64 = 0x0101_0101_0101_0101
    let quotes = (word ^ (ones &* 0x22)) &- ones
    let backslashes = (word ^ (ones &* 0x5C)) &- ones
    let controls = word &- ones &* 0x20
    return (word | quotes | backslashes | controls) & (ones &* 0x80)
  }

  /// Bytes of the well-formed character that starts at `offset` with a byte of 0x80 or more (Unicode, table 3-7).
  static func multiByteLength(_ text: Span<UInt8>, at offset: Int) -> Int? {
    let lead = text[offset]
    let length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
    guard (0xC2...0xF4).contains(lead), offset + length <= text.count else { return nil }
    let second: ClosedRange<UInt8> =
      switch lead {
      case 0xE0: 0xA0...0xBF  // shorter forms exist below
      case 0xED: 0x80...0x9F  // surrogates lie above
      case 0xF0: 0x90...0xBF
      case 0xF4: 0x80...0x8F  // U+10FFFF is the last
      default: 0x80...0xBF
      }
    guard second.contains(text[offset + 1]) else { return nil }
    for index in offset + 2..<offset + length where text[index] & 0xC0 != 0x80 { return nil }
    return length
  }

  /// The UTF-16 code unit of the escape `\uXXXX` at `offset`; nil if there is none.
  static func codeUnit(_ text: Span<UInt8>, at offset: Int) -> UInt16? {
    guard offset + 6 <= text.count, text[offset] == UInt8(ascii: "\\"), text[offset + 1] == UInt8(ascii: "u") else {
      return nil
    }
    var unit: UInt16 = 0
    for index in offset + 2..<offset + 6 {
      guard let digit = hexDigit(text[index]) else { return nil }
      unit = unit << 4 | digit
    }
    return unit
  }

  private static func hexDigit(_ byte: UInt8) -> UInt16? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt16(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt16(byte - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt16(byte - UInt8(ascii: "A") + 10)
    default: nil
    }
  }
}

// MARK: - Scanned strings

extension JSONStringText {
  /// A scanned string's value.
  static func string(_ text: Span<UInt8>, _ token: JSONToken) -> String {
    String(decoding: utf8(text, token), as: UTF8.self)
  }

  /// A scanned string's value as UTF-8.
  static func utf8(_ text: Span<UInt8>, _ token: JSONToken) -> [UInt8] {
    var result: [UInt8] = []
    let content = token.content
    result.reserveCapacity(content.count)
    var offset = content.lowerBound
    while offset < content.upperBound {
      if text[offset] == UInt8(ascii: "\\") {
        offset += unescape(text, at: offset, &result)
      } else {
        result.append(text[offset])
        offset += 1
      }
    }
    return result
  }

  /// Appends what the escape at `offset` stands for and returns its length. The scanner has checked the escape.
  private static func unescape(_ text: Span<UInt8>, at offset: Int, _ result: inout [UInt8]) -> Int {
    switch text[offset + 1] {
    case UInt8(ascii: "u"): return unescapeUnicode(text, at: offset, &result)
    case UInt8(ascii: "b"): result.append(0x08)
    case UInt8(ascii: "f"): result.append(0x0C)
    case UInt8(ascii: "n"): result.append(0x0A)
    case UInt8(ascii: "r"): result.append(0x0D)
    case UInt8(ascii: "t"): result.append(0x09)
    case let byte: result.append(byte)
    }
    return 2
  }

  private static func unescapeUnicode(_ text: Span<UInt8>, at offset: Int, _ result: inout [UInt8]) -> Int {
    let unit = codeUnit(text, at: offset) ?? 0xFFFD
    if let scalar = Unicode.Scalar(unit) {
      result.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
      return 6
    }
    let low = codeUnit(text, at: offset + 6) ?? 0xDC00
    let value = 0x10000 + (UInt32(unit) & 0x3FF) << 10 + UInt32(low) & 0x3FF
    result.append(contentsOf: UTF8.encode(Unicode.Scalar(value) ?? "\u{FFFD}") ?? UTF8.encodedReplacementCharacter)
    return 12
  }

  /// Whether a scanned string's value is `utf8`.
  static func equals(_ text: Span<UInt8>, _ token: JSONToken, _ utf8: Span<UInt8>) -> Bool {
    if token.flag {
      let value = self.utf8(text, token)
      return sameBytes(value.span, 0..<value.count, utf8)
    }
    return sameBytes(text, token.content, utf8)
  }

  static func sameBytes(_ text: Span<UInt8>, _ range: Range<Int>, _ other: Span<UInt8>) -> Bool {
    guard range.count == other.count else { return false }
    for index in 0..<other.count where text[range.lowerBound + index] != other[index] { return false }
    return true
  }
}
