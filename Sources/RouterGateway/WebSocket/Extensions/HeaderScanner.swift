/// Reads tokens and quoted strings (RFC 9110 §5.6) off the front of a header's value. White space between them says nothing.
struct HeaderScanner {
  private var rest: ArraySlice<UInt8>

  init(_ text: String) {
    rest = Array(text.utf8)[...]
    skipSpace()
  }

  var isAtEnd: Bool { rest.isEmpty }
  /// Whether an element of a list would be empty here.
  var isAtSeparator: Bool { rest.isEmpty || rest.first == UInt8(ascii: ",") }

  /// - Returns: whether the character was there.
  mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard rest.first == UInt8(ascii: character) else { return false }
    rest.removeFirst()
    skipSpace()
    return true
  }

  /// Nil when there is none.
  mutating func token() -> String? {
    let bytes = rest.prefix { Self.isTokenByte($0) }
    guard !bytes.isEmpty else { return nil }
    rest = rest[bytes.endIndex...]
    skipSpace()
    return String(decoding: bytes, as: UTF8.self)
  }

  /// A token, or a token in quotation marks: what is quoted must be a token all the same (RFC 6455 §9.1).
  mutating func tokenOrQuoted() -> String? {
    guard rest.first == UInt8(ascii: "\"") else { return token() }
    rest.removeFirst()
    var bytes: [UInt8] = []
    while let byte = rest.popFirst(), byte != UInt8(ascii: "\"") {
      guard let next = byte == UInt8(ascii: "\\") ? rest.popFirst() : byte, Self.isTokenByte(next) else { return nil }
      bytes.append(next)
      guard !rest.isEmpty else { return nil }
    }
    skipSpace()
    return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
  }

  private mutating func skipSpace() {
    rest = rest.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
  }

  /// RFC 9110 §5.6.2.
  private static func isTokenByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
  }
}
