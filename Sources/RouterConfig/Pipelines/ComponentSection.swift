import ConfigSchema

/// A section of named components as it stands in the file: which keys a component has depends on its `type`, so it is
/// read by the router's compiler.
package struct ComponentSection: ConfigValue {
  package let entries: [ConfigNode.Entry]

  package init(_ entries: [ConfigNode.Entry] = []) { self.entries = entries }

  package static var shape: ConfigShape { .anything(phrase: "a mapping of names to components") }

  package static func decode(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> ComponentSection? {
    if node.isNull { return ComponentSection() }
    guard let entries = node.entries else { return mismatch(node, &diagnostics) }
    // Until a component's declaration has read them, nobody knows which values are secrets.
    for entry in entries { diagnostics.hideUntilRead(entry.value, except: ["type"]) }
    return ComponentSection(entries)
  }
}
