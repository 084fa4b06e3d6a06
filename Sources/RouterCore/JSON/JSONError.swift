/// Why a text is not a document that the router takes: the rule it breaks and where.
package struct JSONError: Error, Sendable, Hashable {
  package enum Reason: Sendable, Hashable {
    /// Nothing but white space.
    case empty
    case unexpectedByte(UInt8, expected: Expectation)
    case unexpectedEnd
    /// Something follows the root value.
    case trailingText
    case invalidLiteral
    /// `-`, a decimal point or an exponent without digits behind it.
    case missingDigits
    case leadingZero
    case invalidEscape
    /// `\u` without four hexadecimal digits.
    case invalidUnicodeEscape
    case loneSurrogate(UInt16)
    case controlCharacter(UInt8)
    case invalidUTF8
    case byteOrderMark
    case duplicateKey(String)
    case tooDeep(limit: Int)
    case tooLarge(bytes: Int, limit: Int)
  }

  /// What the grammar allows at a place.
  package enum Expectation: String, Sendable, Hashable {
    case value = "a value"
    case key = "a key in double quotes"
    case colon = "':'"
    case keyOrEnd = "a key in double quotes or '}'"
    case valueOrEnd = "a value or ']'"
    case commaOrObjectEnd = "',' or '}'"
    case commaOrArrayEnd = "',' or ']'"
  }

  package let reason: Reason
  /// Bytes before the place of the error.
  package let offset: Int
  /// The value that is wrong, or the container in which something is wrong between values (RFC 6901; "" is the root).
  package let pointer: String

  package init(_ reason: Reason, at offset: Int, in pointer: String) {
    self.reason = reason
    self.offset = offset
    self.pointer = pointer
  }
}

extension JSONError: CustomStringConvertible {
  /// One sentence without a full stop, such as "duplicate key 'a' at byte 12 in /data".
  package var description: String {
    "\(reason) at byte \(offset)\(pointer.isEmpty ? "" : " in \(pointer)")"
  }
}

extension JSONError.Reason: CustomStringConvertible {
  package var description: String {
    switch self {
    case .empty: "there is no value"
    case .unexpectedByte(let byte, let expected): "expected \(expected.rawValue), found \(Self.show(byte))"
    case .unexpectedEnd: "the text ends too early"
    case .trailingText: "text after the end of the value"
    case .invalidLiteral: "unknown word: only true, false and null stand without quotes"
    case .missingDigits: "digits are missing in a number"
    case .leadingZero: "a number must not start with a superfluous zero"
    case .invalidEscape: "unknown escape in a string"
    case .invalidUnicodeEscape: "\\u needs four hexadecimal digits"
    case .loneSurrogate(let unit): "lone surrogate \\u\(String(unit, radix: 16)) in a string"
    case .controlCharacter(let byte): "unescaped control character \(Self.show(byte)) in a string"
    case .invalidUTF8: "invalid UTF-8"
    case .byteOrderMark: "the text starts with a byte order mark"
    case .duplicateKey(let key): "duplicate key '\(String(key.unicodeScalars.prefix(80)))'"
    case .tooDeep(let limit): "nesting beyond \(limit) levels"
    case .tooLarge(let bytes, let limit): "\(bytes) bytes are more than the \(limit) allowed"
    }
  }

  private static func show(_ byte: UInt8) -> String {
    (0x20..<0x7F).contains(byte) ? "'\(Character(Unicode.Scalar(byte)))'" : "byte 0x\(String(byte, radix: 16))"
  }
}
