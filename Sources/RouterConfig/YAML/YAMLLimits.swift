/// What a config file may ask of the reader. Far above any real config and far below what hurts.
package struct YAMLLimits: Sendable {
  /// Bytes of the whole file.
  package var size = 1 << 20
  /// Collections inside each other, aliases included.
  package var depth = 64
  /// Nodes that all aliases together stand for.
  package var aliasedNodes = 10_000

  package init() {}
}
