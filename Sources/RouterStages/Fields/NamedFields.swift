import ConfigSchema

/// Fields with the names under which a stage reports them. One field, a list of them, or a mapping from names to
/// fields; without a name of its own a field is reported by the last name of its path.
package struct NamedFields: Sendable, Hashable {
  package struct Member: Sendable, Hashable {
    package let name: String
    package let field: FieldPath
  }

  /// In the order of the config.
  package let members: [Member]

  package static let none = NamedFields(members: [])

  package var names: [String] { members.map(\.name) }
  package var key: EventKey { EventKey(fields: members.map(\.field)) }
}

extension NamedFields: ConfigValue {
  /// Keeps what one event can cost within bounds.
  private static let maxCount = 16

  package static var shape: ConfigShape {
    .either([FieldPath.shape, [FieldPath].shape, .map(FieldPath.shape)])
  }

  package static func decode(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> NamedFields? {
    guard let named = members(node, &diagnostics) else { return nil }
    guard named.count <= maxCount else {
      diagnostics.error("at most \(maxCount) fields can stand here", at: node.range)
      return nil
    }
    var names: Set<String> = []
    guard let clash = named.first(where: { !names.insert($0.value.name).inserted }) else {
      return NamedFields(members: named.map(\.value))
    }
    diagnostics.error(
      "two fields are called '\(clash.value.name)'", at: clash.range,
      help: "give them names of their own, as in { \(clash.value.name)_2: \(clash.value.field) }")
    return nil
  }

  private static func members(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> [Located<Member>]? {
    let nodes: [(name: String?, node: ConfigNode)]
    switch node.value {
    case .mapping(let entries): nodes = entries.map { ($0.key.value, $0.value) }
    case .sequence(let elements): nodes = elements.map { (nil, $0) }
    case .scalar, .invalid: nodes = [(nil, node)]
    }
    let members = nodes.map { name, node in
      FieldPath.decode(node, &diagnostics).map { Located(Member(name: name ?? $0.name, field: $0), at: node.range) }
    }
    return members.contains { $0 == nil } ? nil : members.compactMap { $0 }
  }
}
