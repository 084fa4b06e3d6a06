/// A type that can stand in a config: how it is read, shown in the reference and described in JSON Schema.
package protocol ConfigValue: Sendable {
  /// Nil when the node was unusable; the reason is then in `diagnostics`.
  static func decode(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> Self?
  static var shape: ConfigShape { get }
  /// How a default is written in the reference; nil when there is nothing to show.
  var configText: String? { get }
}

extension ConfigValue {
  package var configText: String? { nil }

  /// Reports "expected …, found …" and gives nil, so a decoder can end with it.
  package static func mismatch(_ node: ConfigNode, _ diagnostics: inout Diagnostics, help: String? = nil) -> Self? {
    if case .invalid = node.value { return nil }
    // Nobody will look into a misplaced list or mapping, so nobody knows what in it is a secret.
    if node.scalar == nil { diagnostics.hide(node.range) }
    diagnostics.error("expected \(shape.phrase), found \(node.kindName)", at: node.range, help: help)
    return nil
  }
}

/// What a config value looks like: the one description behind messages, the reference and JSON Schema.
package indirect enum ConfigShape: Sendable {
  case boolean
  case integer
  case number
  case string
  /// A string that is never shown.
  case secret
  /// A string that the product gives a syntax of its own, such as a duration.
  case formatted(name: String, pattern: String, example: String)
  case choice([String])
  case list(ConfigShape)
  case map(ConfigShape)
  case object(ObjectReference)
  case either([ConfigShape])
  /// Read by the component itself.
  case anything(phrase: String)

  /// With its article, for "expected …".
  package var phrase: String {
    switch self {
    case .boolean: "true or false"
    case .integer: "a whole number"
    case .number: "a number"
    case .string, .secret: "a string"
    case .formatted(let name, _, let example): "a \(name) such as \(example)"
    case .choice(let names): "one of \(names.joined(separator: ", "))"
    case .list(let element): "a list (each item \(element.phrase))"
    case .map(let value): "a mapping of names (each value \(value.phrase))"
    case .object: "a mapping"
    case .either(let shapes): shapes.map(\.phrase).joined(separator: ", or ")
    case .anything(let phrase): phrase
    }
  }
}
