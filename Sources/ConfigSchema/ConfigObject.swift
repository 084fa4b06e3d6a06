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
    guard node.entries != nil else { return mismatch(node, &diagnostics) }
    var decoding = ObjectDecoding<Self>(of: node)
    let result = decoding.run()
    diagnostics.add(decoding.diagnostics)
    return result
  }
}

/// Where a config reports what is wrong between its fields.
package struct CrossCheck {
  let node: ConfigNode
  package private(set) var diagnostics = Diagnostics()

  /// - Parameter node: the config's mapping.
  package init(node: ConfigNode) { self.node = node }

  /// Points at the key's value, or at the whole mapping when the key was left out.
  package mutating func error(_ key: String? = nil, _ message: String, help: String? = nil) {
    diagnostics.error(message, at: range(of: key), help: help)
  }

  /// Points as `error` does; the config stays usable.
  package mutating func warning(_ key: String? = nil, _ message: String, help: String? = nil) {
    diagnostics.warning(message, at: range(of: key), help: help)
  }

  /// Takes over what a part of the config has reported by itself.
  package mutating func add(_ found: Diagnostics) { diagnostics.add(found) }

  /// Points at the first of these values that is there, each a path of keys; at the whole mapping when none is.
  package mutating func error(atFirstOf paths: [[String]], _ message: String, help: String? = nil) {
    let places = paths.compactMap { path in path.reduce(Optional(node)) { $0?[$1] } }
    diagnostics.error(message, at: (places.first ?? node).range, help: help)
  }

  private func range(of key: String?) -> SourceRange {
    key.flatMap { node[$0]?.range } ?? node.range
  }
}
