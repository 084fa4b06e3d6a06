/// The way to a field, compiled once: `system.cpu_usage`. A number also names an element of an array: `items.0`.
///
/// Keys that contain dots, quotes or nothing stand in double quotes, with `\"` and `\\` inside: `labels."app.name"`.
package struct JSONPath: Sendable, Hashable {
  struct Key: Sendable, Hashable {
    let utf8: [UInt8]
    /// The element that the key names in an array: digits without a superfluous zero (RFC 6901 §4).
    let position: Int?

    init(_ text: String) {
      utf8 = Array(text.utf8)
      let isDigits = utf8.allSatisfy { $0 &- UInt8(ascii: "0") < 10 }
      position = isDigits && (utf8.count == 1 || utf8.first != UInt8(ascii: "0")) ? Int(text) : nil
    }
  }

  let keys: [Key]

  private init(_ keys: [Key]) {
    self.keys = keys
  }

  package init(keys: [String]) {
    self.init(keys.map(Key.init))
  }

  package init(parsing text: String) throws(JSONPathError) {
    var parser = JSONPathParser(text)
    self.init(keys: try parser.keys())
  }

  /// Leads to the root itself.
  package static let root = JSONPath(keys: [])

  package var isEmpty: Bool { keys.isEmpty }
  /// The keys as text.
  package var names: [String] { keys.map { String(decoding: $0.utf8, as: UTF8.self) } }

  package func appending(_ key: String) -> JSONPath { JSONPath(keys + [Key(key)]) }
  /// Without the last key; the root's is the root.
  package var parent: JSONPath { JSONPath(Array(keys.dropLast())) }
}

extension JSONPath: ExpressibleByArrayLiteral {
  package init(arrayLiteral keys: String...) { self.init(keys: keys) }
}

extension JSONPath: CustomStringConvertible {
  /// What `init(parsing:)` reads.
  package var description: String {
    names.map { $0.isEmpty || $0.unicodeScalars.contains(where: Self.needsQuotes) ? quote($0) : $0 }
      .joined(separator: ".")
  }

  private static func needsQuotes(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "." || scalar == "\"" || scalar == "\\"
  }

  private func quote(_ name: String) -> String {
    var quoted = String.UnicodeScalarView("\"".unicodeScalars)
    for scalar in name.unicodeScalars {
      if scalar == "\"" || scalar == "\\" { quoted.append("\\") }
      quoted.append(scalar)
    }
    quoted.append("\"")
    return String(quoted)
  }
}

package enum JSONPathError: Error, Sendable, Hashable, CustomStringConvertible {
  case emptyKey
  case unterminatedQuote
  case textAfterQuote

  package var description: String {
    switch self {
    case .emptyKey: "a path needs a key between its dots; an empty key is written \"\""
    case .unterminatedQuote: "a quoted key lacks its closing quote"
    case .textAfterQuote: "a quoted key must be followed by a dot or the end"
    }
  }
}
