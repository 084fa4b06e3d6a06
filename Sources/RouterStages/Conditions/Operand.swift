import ConfigSchema

/// A literal that may be left out. An Optional would take a null for "left out", but null is something to compare with.
package struct Operand: ConfigValue {
  package private(set) var literal: Literal?

  package init(_ literal: Literal? = nil) { self.literal = literal }

  package static var shape: ConfigShape { Literal.shape }

  package static func decode(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> Operand? {
    Literal.decode(node, &diagnostics).map { Operand($0) }
  }
}
