import ConfigSchema

/// A finished node with its measures, which count what an alias to it would add.
struct YAMLSubtree {
  let node: ConfigNode
  /// Nodes, itself included.
  let count: Int
  /// Collections from here to the deepest leaf.
  let height: Int

  init(leaf node: ConfigNode) {
    self.init(node, count: 1, height: 0)
  }

  init(_ node: ConfigNode, count: Int, height: Int) {
    self.node = node
    self.count = count
    self.height = height
  }

  /// An alias: the same value, standing elsewhere. What is inside keeps the place where it was written.
  func moved(to range: SourceRange) -> YAMLSubtree {
    YAMLSubtree(ConfigNode(node.value, at: range), count: count, height: height)
  }
}
