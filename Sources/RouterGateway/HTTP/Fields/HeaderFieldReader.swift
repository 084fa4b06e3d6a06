/// Reads the parts that header fields are made of: RFC 9110 §5.6.
struct HeaderFieldReader {
  private let text: [UInt8]
  private var offset = 0

  init(_ text: String) { self.text = Array(text.utf8) }

  var isAtEnd: Bool { offset == text.count }

  private var next: UInt8? { offset < text.count ? text[offset] : nil }

  mutating func skipSpaces() {
    while next == UInt8(ascii: " ") || next == UInt8(ascii: "\t") { offset += 1 }
  }

  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: character) else { return false }
    offset += 1
    return true
  }

  /// §5.6.2; nil where none begins.
  mutating func token() -> String? {
    let start = offset
    while let byte = next, Self.isTokenCharacter(byte) { offset += 1 }
    return offset > start ? String(decoding: text[start..<offset], as: UTF8.self) : nil
  }

  /// §5.6.4, without its quotes and backslashes; nil where none begins or none ends.
  mutating func quotedString() -> String? {
    guard take("\"") else { return nil }
    var value: [UInt8] = []
    while let byte = next {
      offset += 1
      switch byte {
      case UInt8(ascii: "\""): return String(validating: value, as: UTF8.self)
      case UInt8(ascii: "\\"):
        guard let escaped = next else { return nil }
        offset += 1
        value.append(escaped)
      default: value.append(byte)
      }
    }
    return nil
  }

  mutating func value() -> String? { next == UInt8(ascii: "\"") ? quotedString() : token() }

  /// §5.6.6: `; name=value` until the end of the field. Nil if something else stands there.
  mutating func parameters() -> [String: String]? {
    var parameters: [String: String] = [:]
    while true {
      skipSpaces()
      if isAtEnd { return parameters }
      guard take(";") else { return nil }
      skipSpaces()
      if isAtEnd || next == UInt8(ascii: ";") { continue }
      guard let name = token()?.lowercased(), take("="), let value = value() else { return nil }
      if parameters[name] == nil { parameters[name] = value }
    }
  }

  private static func isTokenCharacter(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: tokenMarks.contains(byte)
    }
  }

  private static let tokenMarks = Array("!#$%&'*+-.^_`|~".utf8)
}
