/// What a request prefers: RFC 7240. What cannot be read is left out, as is what nobody here knows.
struct Preferences: Sendable, Equatable {
  /// `handling=…` (§4.4), in lower case: `strict` or `lenient`.
  let handling: String?

  /// - Parameter fields: the values of all `Prefer` fields.
  init(_ fields: [String]) {
    var handling: String?
    for field in fields {
      var reader = HeaderFieldReader(field)
      // Of a preference given twice the first counts (§2).
      while handling == nil, let (name, value) = reader.preference() {
        if name == "handling", ["strict", "lenient"].contains(value) { handling = value }
      }
    }
    self.handling = handling
  }
}

extension HeaderFieldReader {
  /// The next `name=value` of a list, in lower case, without its parameters; the value is empty if there is none.
  fileprivate mutating func preference() -> (name: String, value: String)? {
    repeat { skipSpaces() } while take(",")
    guard let name = token()?.lowercased() else { return nil }
    let value = optionalValue()
    skipSpaces()
    while take(";") {
      skipSpaces()
      if token() != nil { _ = optionalValue() }
      skipSpaces()
    }
    return (name, value.lowercased())
  }

  private mutating func optionalValue() -> String {
    skipSpaces()
    guard take("=") else { return "" }
    skipSpaces()
    return value() ?? ""
  }
}
