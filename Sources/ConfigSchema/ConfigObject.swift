/// A config: a struct with defaults and one line per key. From that one list come decoding, errors, the reference and
/// JSON Schema.
///
/// `fields` is computed: a stored list of a type that contains itself never finishes its first use.
package protocol ConfigObject: ConfigValue {
  init()
  static var fields: [Field<Self>] { get }
  /// The name in JSON Schema's `$defs`.
  static var typeName: String { get }
  /// One sentence for the reference.
  static var summary: String { get }
  /// Conditions between fields. Called only when every single field was good.
  func validate(_ check: inout CrossCheck)
}

extension ConfigObject {
  package static var typeName: String { String(describing: Self.self) }
  package static var summary: String { "" }
  package static var shape: ConfigShape { .object(ObjectReference(Self.self)) }
  package func validate(_ check: inout CrossCheck) {}

  package static func decode(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> Self? {
    // `server:` with nothing below it means the defaults, as the missing key does.
    if node.isNull { return decode(ConfigNode(.mapping([]), at: node.range), &diagnostics) }
    guard let entries = node.entries else { return mismatch(node, &diagnostics) }
    var local = Diagnostics()
    var result = Self()
    let known = Dictionary(uniqueKeysWithValues: fields.map { ($0.name, $0) })
    for entry in entries {
      if let field = known[entry.key.value] {
        field.apply(entry.value, &result, &local)
      } else {
        let help = Suggestion.help(for: entry.key.value, among: known.keys)
        local.error("unknown key '\(entry.key.value)'", at: entry.key.range, help: help)
      }
    }
    for field in fields where field.isRequired && node[field.name] == nil {
      local.error("missing key '\(field.name)'", at: node.range, help: field.doc)
    }
    if !local.hasErrors {
      var check = CrossCheck(node: node)
      result.validate(&check)
      check.diagnostics.all.forEach { local.add($0) }
    }
    local.all.forEach { diagnostics.add($0) }
    return local.hasErrors ? nil : result
  }
}

/// Where a config reports what is wrong between its fields.
package struct CrossCheck {
  let node: ConfigNode
  fileprivate(set) var diagnostics = Diagnostics()

  /// Points at the key's value, or at the whole mapping when the key was left out.
  package mutating func error(_ key: String? = nil, _ message: String, help: String? = nil) {
    diagnostics.error(message, at: range(of: key), help: help)
  }

  package mutating func warning(_ key: String? = nil, _ message: String, help: String? = nil) {
    diagnostics.warning(message, at: range(of: key), help: help)
  }

  private func range(of key: String?) -> SourceRange {
    key.flatMap { node[$0]?.range } ?? node.range
  }
}
