import ConfigSchema

/// `headers:`; the values are never shown, since many are credentials.
package struct PollHeaders: Sendable {
  let fields: [(name: String, value: Secret)]

  package init() { fields = [] }

  private init(_ fields: [(name: String, value: Secret)]) { self.fields = fields }

  /// What the source or HTTP itself writes.
  private static let reserved: Set = [
    "connection", "content-length", "host", "if-modified-since", "if-none-match", "transfer-encoding",
  ]
  private static let marks = Set("!#$%&'*+-.^_`|~".utf8)
}

extension PollHeaders: ConfigValue {
  package static var shape: ConfigShape { .map(.secret) }

  package static func decode(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> PollHeaders? {
    if node.isNull { return PollHeaders() }
    guard let entries = node.entries else { return mismatch(node, &diagnostics) }
    var names: Set<String> = []
    let fields = entries.map { entry in
      field(entry, isNew: names.insert(entry.key.value.lowercased()).inserted, &diagnostics)
    }
    return fields.contains { $0 == nil } ? nil : PollHeaders(fields.compactMap(\.self))
  }

  private static func field(
    _ entry: ConfigNode.Entry, isNew: Bool, _ diagnostics: inout Diagnostics
  ) -> (name: String, value: Secret)? {
    let value = Secret.decode(entry.value, &diagnostics)
    if let problem = problem(entry.key.value, isNew: isNew) {
      diagnostics.error(problem, at: entry.key.range)
      return nil
    }
    guard let value else { return nil }
    guard isValue(value.reveal()) else {
      diagnostics.error(
        "the value of '\(entry.key.value)' has characters that headers cannot carry", at: entry.value.range,
        help: "printable ASCII and inner spaces can stand here; a line break at a file's end cannot")
      return nil
    }
    return (entry.key.value, value)
  }

  private static func problem(_ name: String, isNew: Bool) -> String? {
    if !isName(name) { return "'\(name)' is no name of a header" }
    if reserved.contains(name.lowercased()) { return "the header '\(name)' is the source's own" }
    return isNew ? nil : "the header '\(name)' is there twice: case makes no difference"
  }

  /// RFC 9110 §5.6.2: token.
  private static func isName(_ name: String) -> Bool {
    !name.isEmpty
      && name.utf8.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
          || marks.contains(byte)
      }
  }

  /// RFC 9110 §5.5: field-value, without obs-text.
  private static func isValue(_ value: String) -> Bool {
    value.utf8.allSatisfy { (0x20..<0x7F).contains($0) || $0 == 0x09 } && value.first != " " && value.last != " "
  }
}
