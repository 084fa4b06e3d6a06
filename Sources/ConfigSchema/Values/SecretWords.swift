/// Words by which a person and a reader without a declaration know that a secret follows. A test holds every `Secret`
/// field to them: the key of a secret must say that it is one.
package enum SecretWords {
  private static let all = [
    "secret", "passw", "passphrase", "token", "credential", "private", "authorization", "bearer", "cookie", "api_key",
    "api-key", "apikey",
  ].map { Array($0.utf8) }

  /// Whether the name of a key speaks of a secret.
  package static func names(_ key: String) -> Bool { end(in: Substring(key)) != nil }

  /// The column (from 1) behind the first such word of a line, and behind a colon that follows it.
  package static func end(in line: Substring) -> Int? {
    let scalars = line.unicodeScalars.map(lowercased)
    for start in scalars.indices {
      let rest = scalars[start...]
      if let word = all.first(where: { rest.starts(with: $0) }) { return end(ofWord: line, from: start + word.count) }
    }
    return nil
  }

  private static func lowercased(_ scalar: Unicode.Scalar) -> UInt8 {
    switch scalar {
    case "A"..."Z": UInt8(ascii: scalar) + 0x20
    default: scalar.isASCII ? UInt8(ascii: scalar) : 0
    }
  }

  private static func end(ofWord line: Substring, from offset: Int) -> Int {
    let scalars = line.unicodeScalars
    var rest = scalars.dropFirst(offset).drop { $0.properties.isAlphabetic || $0 == "_" || $0 == "-" }
    if let value = rest.drop(while: { "\"' ".unicodeScalars.contains($0) }).first, value == ":" {
      rest = rest.drop { "\"' :".unicodeScalars.contains($0) }
    }
    return scalars.count - rest.count + 1
  }
}
