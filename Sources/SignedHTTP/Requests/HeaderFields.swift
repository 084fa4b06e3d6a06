import ConfigSchema

/// `headers:` in a config: sent with every request. Their values are never shown: many are credentials.
package struct HeaderFields: Sendable, Equatable {
  package let fields: [(name: String, value: Secret)]

  package static let none = HeaderFields(fields: [])

  package static func == (left: Self, right: Self) -> Bool {
    left.fields.elementsEqual(right.fields) { $0.name == $1.name && $0.value == $1.value }
  }

  /// What the router or HTTP itself writes.
  private static let reserved: Set = [
    "connection", "content-length", "content-type", "host", "transfer-encoding", "webhook-id", "webhook-signature",
    "webhook-timestamp",
  ]
}

extension HeaderFields: ConfigValue {
  package static var shape: ConfigShape { .map(.string) }

  package static func decode(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> HeaderFields? {
    if node.isNull { return HeaderFields.none }
    guard let entries = node.entries else { return mismatch(node, &diagnostics) }
    var names: Set<String> = []
    let fields = entries.map { entry in
      field(entry, isNew: names.insert(entry.key.value.lowercased()).inserted, &diagnostics)
    }
    return fields.contains { $0 == nil } ? nil : HeaderFields(fields: fields.compactMap(\.self))
  }

  private static func field(
    _ entry: ConfigNode.Entry, isNew: Bool, _ diagnostics: inout Diagnostics
  ) -> (name: String, value: Secret)? {
    let name = entry.key.value
    let value = Secret.decode(entry.value, &diagnostics)
    let problem: String? =
      if !isName(name) {
        "'\(name)' is no name of a header"
      } else if reserved.contains(name.lowercased()) {
        "the header '\(name)' is the router's own"
      } else if !isNew {
        "the header '\(name)' is there twice: case makes no difference"
      } else {
        nil
      }
    if let problem { diagnostics.error(problem, at: entry.key.range) }
    guard let value, problem == nil else { return nil }
    guard isValue(value.reveal()) else {
      diagnostics.error(
        "the value of '\(name)' has characters that headers cannot carry", at: entry.value.range,
        help:
          "printable ASCII and inner spaces can stand here; a line break at a file's end is one of those that cannot")
      return nil
    }
    return (name, value)
  }

  /// RFC 9110 §5.6.2: token.
  private static func isName(_ name: String) -> Bool {
    !name.isEmpty
      && name.utf8.allSatisfy { byte in
        let character = Character(Unicode.Scalar(byte))
        return byte < 0x80 && (character.isLetter || character.isNumber || marks.contains(byte))
      }
  }

  private static let marks = Set("!#$%&'*+-.^_`|~".utf8)

  /// RFC 9110 §5.5: field-value, without obs-text.
  private static func isValue(_ value: String) -> Bool {
    value.utf8.allSatisfy { (0x20..<0x7F).contains($0) || $0 == 0x09 } && value.first != " " && value.last != " "
  }
}
