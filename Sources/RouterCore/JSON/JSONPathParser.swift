/// Reads the text form of a path, scalar by scalar: a combining mark must not hide a dot.
struct JSONPathParser {
  private var rest: Substring.UnicodeScalarView

  init(_ text: String) { rest = text[...].unicodeScalars }

  mutating func keys() throws(JSONPathError) -> [String] {
    if rest.isEmpty { return [] }
    var keys = [try key()]
    while rest.first == "." {
      rest.removeFirst()
      keys.append(try key())
    }
    guard rest.isEmpty else { throw .textAfterQuote }
    return keys
  }

  private mutating func key() throws(JSONPathError) -> String {
    if rest.first == "\"" { return try quotedKey() }
    let key = rest.prefix { $0 != "." }
    guard !key.isEmpty else { throw .emptyKey }
    rest = rest.dropFirst(key.count)
    return String(key)
  }

  private mutating func quotedKey() throws(JSONPathError) -> String {
    rest.removeFirst()
    var key = String.UnicodeScalarView()
    while let scalar = rest.popFirst() {
      switch scalar {
      case "\"": return String(key)
      case "\\":
        guard let escaped = rest.popFirst() else { throw .unterminatedQuote }
        key.append(escaped)
      default: key.append(scalar)
      }
    }
    throw .unterminatedQuote
  }
}
