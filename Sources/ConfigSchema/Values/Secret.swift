/// A string that must never be printed. Its text is reached by `reveal()` only, so a search finds every use.
package struct Secret: Sendable, Equatable {
  private let text: String

  package init(_ text: String) { self.text = text }

  /// The text, for the one place that needs it.
  package func reveal() -> String { text }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  package var description: String { "[secret]" }
  package var debugDescription: String { "[secret]" }
  // `dump` and string interpolation of an enclosing struct go through the mirror.
  package var customMirror: Mirror { Mirror(self, children: []) }
}

extension Secret: ConfigValue {
  package static var shape: ConfigShape { .secret }

  package static func decode(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> Secret? {
    diagnostics.hide(node.range)
    guard let text = String.decode(node, &diagnostics) else { return nil }
    guard text.isEmpty else { return Secret(text) }
    diagnostics.error("a secret must not be empty", at: node.range)
    return nil
  }
}
