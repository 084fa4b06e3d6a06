import ConfigSchema

/// The `bridge:` section: how event types look in the legacy dialect.
package struct BridgeConfig: ConfigObject {
  package var events = BridgedEventSection()

  package init() {}

  /// Of a file that cannot be decoded as a whole.
  package static func events(of root: ConfigNode) -> BridgeConfig {
    var config = BridgeConfig()
    config.events = BridgedEventSection(root["bridge"]?["events"]?.entries ?? [])
    return config
  }

  package static let summary =
    "How event types look in the legacy dialect, where it is not as the catalogue says; and further event types."
  package static var fields: [Field<Self>] {
    [
      Field(
        "events", \.events,
        "event types by their canonical names: those of the catalogue are changed, other names become new types")
    ]
  }
}

/// The entries of `bridge.events` in file order. Each is decoded on its own, so that one wrong entry hides no other.
package struct BridgedEventSection: ConfigValue {
  package let entries: [ConfigNode.Entry]

  package init(_ entries: [ConfigNode.Entry] = []) { self.entries = entries }

  package static var shape: ConfigShape { .map(BridgedEventConfig.shape) }

  package static func decode(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> BridgedEventSection? {
    if node.isNull { return BridgedEventSection() }
    return node.entries.map { BridgedEventSection($0) } ?? mismatch(node, &diagnostics)
  }
}
