/// How large and how deep a document may be. Both are checked before memory is spent on what exceeds them.
package struct JSONLimits: Sendable, Hashable {
  /// Nesting of objects and arrays; the root counts as 1. At most 512, so that code which follows the nesting by
  /// recursion stays within its stack.
  package let maxDepth: Int
  /// Bytes of text. At most 256 MiB, so that counts and offsets fit a token.
  package let maxBytes: Int

  package init(maxDepth: Int = 64, maxBytes: Int = 1 << 20) {
    self.maxDepth = min(max(maxDepth, 0), 512)
    self.maxBytes = min(max(maxBytes, 0), JSONToken.maxCount)
  }

  /// 64 levels and 1 MiB: the nesting that messages may have and the largest body that is taken in.
  package static let standard = JSONLimits()
}
