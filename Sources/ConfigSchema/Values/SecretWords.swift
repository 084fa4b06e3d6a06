/// Words by which a person, or a reader without a declaration, knows that a secret follows. `DeclarationCheck` holds
/// every `Secret` field to them: the key of a secret must say that it is one.
package enum SecretWords {
  private static let all = [
    "secret", "passw", "passphrase", "token", "credential", "private", "authorization", "bearer", "cookie", "api_key",
    "api-key", "apikey",
  ]

  /// By their first letter, because most places in a text begin none of them.
  private static let words = Dictionary(grouping: all.map { Array($0.utf8) }) { $0[0] }

  /// Whether the name of a key speaks of a secret.
  package static func names(_ key: String) -> Bool { end(in: key) != nil }

  /// The column (from 1) behind the first such word of a line, and behind a colon that follows it.
  package static func end(in line: String) -> Int? {
    let bytes = line.utf8.map(lowercased)
    for index in bytes.indices {
      guard let candidates = words[bytes[index]] else { continue }
      if let word = candidates.first(where: { bytes[index...].starts(with: $0) }) {
        return column(behind: word.count, at: index, in: line)
      }
    }
    return nil
  }

  private static func lowercased(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
  }

  private static func column(behind count: Int, at offset: Int, in line: String) -> Int {
    let scalars = line.unicodeScalars
    let word = scalars[line.utf8.index(line.startIndex, offsetBy: offset + count)...]
    var rest = word.drop { $0.properties.isAlphabetic || $0 == "_" || $0 == "-" }
    if rest.first(where: { !"\"' ".unicodeScalars.contains($0) }) == ":" {
      rest = rest.drop { "\"' :".unicodeScalars.contains($0) }
    }
    return scalars.count - rest.count + 1
  }
}
