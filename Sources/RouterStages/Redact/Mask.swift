import RouterCore

/// What stands in place of a value that must not be seen.
package struct Mask: Sendable, Hashable {
  private let replacement: String
  private let keepLast: Int

  /// - Parameter keepLast: how many characters of a string stay behind the replacement.
  package init(replacement: String, keepLast: Int) {
    self.replacement = replacement
    self.keepLast = keepLast
  }

  package func masked(_ node: JSONNode) -> JSONDocument {
    // A short string would be all but shown.
    guard keepLast > 0, let string = node.string, string.count >= 2 * keepLast else { return .string(replacement) }
    return .string(replacement + string.suffix(keepLast))
  }
}
