import RouterCore

// Subscriptions as they are kept with the log: event types by name, since numbers of types are the process's own.
extension SubscriptionSet {
  func write(to writer: inout JSONWriter, _ catalogue: Catalogue) {
    writer.beginArray()
    for (type, subscription) in types.sorted(by: { $0.key < $1.key }) {
      writer.beginObject()
      writer.member("type", catalogue[type].name)
      subscription.writeMembers(to: &writer)
      writer.endObject()
    }
    writer.endArray()
  }

  /// - Parameter missing: gets the names of types that this deployment does not have.
  init(_ node: JSONNode?, _ catalogue: Catalogue, missing: inout [String]) {
    self.init()
    guard let node, node.kind == .array else { return }
    for element in node.elements {
      guard let name = element["type"]?.string else { continue }
      if let type = catalogue.id(named: name), catalogue.isEnabled(type) {
        restore(type, TypeSubscription(element, for: catalogue[type]))
      } else if !missing.contains(name) {
        missing.append(name)
      }
    }
  }
}

extension TypeSubscription {
  fileprivate func writeMembers(to writer: inout JSONWriter) {
    if let everyAgent {
      writer.key("all")
      everyAgent.write(to: &writer)
    }
    if !excluded.isEmpty { writer.member("except", excluded.sorted()) }
    guard !agents.isEmpty else { return }
    writer.key("agents")
    writer.beginObject()
    for (agent, filter) in agents.sorted(by: { $0.key < $1.key }) {
      writer.key(agent)
      filter.write(to: &writer)
    }
    writer.endObject()
  }

  fileprivate init(_ node: JSONNode, for type: EventType) {
    let agents = node["agents"].map { $0.kind == .object ? Array($0.members) : [] } ?? []
    self.init(
      everyAgent: node["all"].map { SubscriptionFilter(kept: $0, for: type) },
      excluded: Set(node["except"].map { $0.kind == .array ? $0.elements.compactMap(\.string) : [] } ?? []),
      agents: Dictionary(agents.map { ($0.name, SubscriptionFilter(kept: $0.value, for: type)) }) { first, _ in first })
  }
}

extension SubscriptionFilter {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.beginObject()
    for request in requests {
      writer.key(request.key)
      writer.beginArray()
      for value in request.allowed { writer.value(value.root) }
      writer.endArray()
    }
    writer.endObject()
  }

  fileprivate init(kept node: JSONNode, for type: EventType) {
    let members = node.kind == .object ? Array(node.members) : []
    let requests = members.map { member in
      let values = member.value.kind == .array ? member.value.elements.map { $0.detached() } : []
      return FilterRequest(key: member.name, allowed: values)
    }
    self.init(requests, for: type)
  }
}
