import ConfigSchema

/// One name or a list of names.
package struct Names: Sendable, Hashable {
  /// None if nothing was configured.
  package let all: [String]

  package init(_ all: [String]) { self.all = all }
}

extension Names: ExpressibleByArrayLiteral {
  package init(arrayLiteral names: String...) { self.init(names) }
}

extension Names: ConfigValue {
  package static var shape: ConfigShape { .either([.string, .list(.string)]) }

  package static func decode(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> Names? {
    let items = node.elements ?? [node]
    if items.isEmpty { diagnostics.error("at least one name is needed", at: node.range) }
    let names = items.map { item in
      let name = String.decode(item, &diagnostics)
      if name?.isEmpty == true { diagnostics.error("a name must not be empty", at: item.range) }
      return name.flatMap { $0.isEmpty ? nil : $0 }
    }
    let usable = names.compactMap { $0 }
    return usable.isEmpty || usable.count < names.count ? nil : Names(usable)
  }
}
