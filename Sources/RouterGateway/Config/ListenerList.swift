import ConfigSchema

/// `server.listen`: one listener or several, each an address or a mapping with its details.
package struct ListenerList: Sendable {
  package let listeners: [ListenerConfig]

  package init(_ listeners: [ListenerConfig]) { self.listeners = listeners }
  package init(_ address: ListenAddress) { listeners = [ListenerConfig(address)] }
}

extension ListenerList: ConfigValue {
  private static var itemShape: ConfigShape { .either([ListenAddress.shape, ListenerConfig.shape]) }
  package static var shape: ConfigShape { .either([ListenAddress.shape, ListenerConfig.shape, .list(itemShape)]) }

  package var configText: String? {
    listeners.count == 1 && listeners[0].tls == nil ? listeners[0].address.configText : nil
  }

  package static func decode(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> ListenerList? {
    let items = node.elements ?? [node]
    if items.isEmpty { diagnostics.error("at least one listener is needed", at: node.range) }
    let listeners = items.map { item(at: $0, &diagnostics) }
    reportRepetitions(Array(zip(items, listeners)), &diagnostics)
    let usable = listeners.compactMap { $0 }
    return usable.isEmpty || usable.count < items.count ? nil : ListenerList(usable)
  }

  private static func item(at node: ConfigNode, _ diagnostics: inout Diagnostics) -> ListenerConfig? {
    guard node.entries == nil else { return ListenerConfig.decode(node, &diagnostics) }
    return ListenAddress.decode(node, &diagnostics).map { ListenerConfig($0) }
  }

  private static func reportRepetitions(
    _ items: [(node: ConfigNode, listener: ListenerConfig?)], _ diagnostics: inout Diagnostics
  ) {
    for (index, item) in items.enumerated() {
      guard let address = item.listener?.address else { continue }
      let isRepeated = items[..<index].contains { $0.listener?.address.collides(with: address) ?? false }
      if isRepeated { diagnostics.error("this address is in the list already", at: item.node.range) }
    }
  }
}
