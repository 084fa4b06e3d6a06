/// A mapping of names to values in file order, each name with its place.
package struct NamedEntries<Value: ConfigValue>: ConfigValue {
  package struct Entry: Sendable {
    package let name: Located<String>
    package let value: Located<Value>
  }

  package let entries: [Entry]

  package init() { entries = [] }

  private init(_ entries: [Entry]) { self.entries = entries }

  package static var shape: ConfigShape { .map(Value.shape) }

  package static func decode(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> NamedEntries? {
    if node.isNull { return NamedEntries() }
    guard let nodes = node.entries else { return mismatch(node, &diagnostics) }
    let entries = nodes.map { entry in
      Located<Value>.decode(entry.value, &diagnostics).map { Entry(name: entry.key, value: $0) }
    }
    return entries.contains { $0 == nil } ? nil : NamedEntries(entries.compactMap { $0 })
  }
}
