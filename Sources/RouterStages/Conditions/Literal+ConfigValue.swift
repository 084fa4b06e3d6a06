import ConfigSchema

extension Literal: ConfigValue {
  package static var shape: ConfigShape { .either([.string, .number, .boolean]) }

  /// Plain scalars mean what YAML's core schema says; quoted ones are text.
  package static func decode(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> Literal? {
    if node.isNull { return .null }
    guard let scalar = node.scalar else { return mismatch(node, &diagnostics) }
    guard scalar.isPlain else { return .text(scalar.text) }
    if let flag = Bool(scalar.text) { return .bool(flag) }
    return Number(text: scalar.text).map { .number($0) } ?? .text(scalar.text)
  }
}

extension Number: ConfigValue {
  package static var shape: ConfigShape { .number }

  package static func decode(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> Number? {
    guard let scalar = node.scalar, scalar.isPlain || scalar.isSubstituted else { return mismatch(node, &diagnostics) }
    return Number(text: scalar.text) ?? mismatch(node, &diagnostics)
  }

  fileprivate init?(text: String) {
    if let whole = Int(text) {
      self.init(whole)
    } else {
      guard let double = Double(text) else { return nil }
      self.init(double)
    }
  }
}
