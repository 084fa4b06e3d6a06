import ConfigSchema

/// The name of another component, where it is used.
package struct NameReference: ConfigValue {
  let name: String
  let range: SourceRange
  /// The name as messages may show it: what came from a file or the environment could be a secret in the wrong place.
  let shown: String
  private let isSubstituted: Bool

  package static var shape: ConfigShape { .string }

  package static func decode(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> NameReference? {
    guard let scalar = node.scalar, !node.isNull else { return mismatch(node, &diagnostics) }
    return NameReference(scalar, at: node.range)
  }

  private init(_ scalar: ConfigNode.Scalar, at range: SourceRange) {
    name = scalar.text
    self.range = range
    isSubstituted = scalar.isSubstituted
    shown = scalar.isSubstituted ? "(what was put in here)" : "'\(scalar.text)'"
  }

  /// A suggestion, unless it would tell what the name was.
  func help(among known: some Collection<String>) -> String? {
    guard isSubstituted else { return Suggestion.help(for: name, among: known) }
    return "known here: \(known.sorted().joined(separator: ", "))"
  }
}
