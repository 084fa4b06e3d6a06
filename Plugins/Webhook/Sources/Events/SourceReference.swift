/// An event's source as the URI-reference that CloudEvents wants (RFC 3986 §4.1).
enum SourceReference {
  /// A source that is a URI-reference already stays as it is; in others what has no place in one is percent-encoded.
  static func text(of source: String, prefix: String) -> String {
    let bytes = Array(source.utf8)
    var result = prefix
    var hasFragment = prefix.contains("#")
    for (index, byte) in bytes.enumerated() {
      switch byte {
      case UInt8(ascii: "%") where isEscape(bytes[index...]): result.append("%")
      case UInt8(ascii: "#") where !hasFragment:
        hasFragment = true
        result.append("#")
      case UInt8(ascii: ":") where prefix.isEmpty && isFalseScheme(bytes[..<index]): result.append("%3A")
      case _ where isPlain(byte): result.unicodeScalars.append(Unicode.Scalar(byte))
      default: result.append(escape(byte))
      }
    }
    return result.isEmpty ? "." : result
  }

  /// Whether a prefix can stand before sources as it is.
  static func isPrefix(_ text: String) -> Bool { text.isEmpty || self.text(of: text, prefix: "") == text }

  /// RFC 3986 §2: unreserved and reserved, without brackets, which stand only around addresses.
  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: marks.contains(byte)
    }
  }

  private static let marks = Set("-._~:/?@!$&'()*+,;=".utf8)

  private static func isEscape(_ bytes: ArraySlice<UInt8>) -> Bool {
    let digits = bytes.dropFirst().prefix(2)
    return digits.count == 2 && digits.allSatisfy { Character(Unicode.Scalar($0)).isHexDigit }
  }

  private static func escape(_ byte: UInt8) -> String {
    "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
  }

  /// Whether a colon behind these bytes would end a scheme that is none: the first segment of a relative reference has
  /// no colon.
  private static func isFalseScheme(_ bytes: ArraySlice<UInt8>) -> Bool {
    if bytes.contains(where: { [UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#")].contains($0) }) {
      return false
    }
    if bytes.contains(UInt8(ascii: ":")) { return false }
    guard let first = bytes.first, Character(Unicode.Scalar(first)).isLetter, first < 0x80 else { return true }
    return !bytes.allSatisfy { byte in
      let character = Character(Unicode.Scalar(byte))
      return byte < 0x80 && (character.isLetter || character.isNumber || "+-.".contains(character))
    }
  }
}
