import ConfigSchema
import RouterCore

/// Reads single components: finds the factory by `type` and lets it check the rest.
struct ComponentReader {
  let registry: Registry
  /// Whether the log survives the process; nil when its section could not be read.
  let isLogDurable: Bool?

  /// The component's type, if it names one that exists; the reason is reported if not.
  private func factory<Factory>(
    for node: ConfigNode, in table: [String: Factory], _ kind: NameTable.Kind, _ diagnostics: inout Diagnostics
  ) -> Factory? {
    guard node.entries != nil else {
      if case .invalid = node.value { return nil }
      diagnostics.hide(node.range)
      diagnostics.error("expected a mapping with a 'type', found \(node.kindName)", at: node.range)
      return nil
    }
    guard let typeNode = node["type"] else {
      diagnostics.error(
        "missing key 'type'", at: node.range,
        help: "types of a \(kind.rawValue): \(table.keys.sorted().joined(separator: ", "))")
      return nil
    }
    guard let type = NameReference.decode(typeNode, &diagnostics) else { return nil }
    if let factory = table[type.name] { return factory }
    let help =
      otherKind(of: type.name).map { "\(type.shown) is a type of a \($0.rawValue)" } ?? type.help(among: table.keys)
    diagnostics.error("unknown \(kind.rawValue) type \(type.shown)", at: typeNode.range, help: help)
    return nil
  }

  private func otherKind(of type: String) -> NameTable.Kind? {
    if registry.sources[type] != nil { return .source }
    if registry.stages[type] != nil { return .stage }
    return registry.sinks[type] != nil ? .sink : nil
  }

  func source(_ entry: ConfigNode.Entry, _ diagnostics: inout Diagnostics) -> Deployment.SourceSpec? {
    let config = entry.value.removing(["type"])
    guard let factory = factory(for: entry.value, in: registry.sources, .source, &diagnostics),
      let build = factory.prepare(config, &diagnostics)
    else { return nil }
    factory.check(config, registry.catalogue, &diagnostics)
    return Deployment.SourceSpec(name: entry.key.value, type: factory.type, build: build)
  }

  func sink(_ entry: ConfigNode.Entry, _ diagnostics: inout Diagnostics) -> Deployment.SinkSpec? {
    guard let factory = factory(for: entry.value, in: registry.sinks, .sink, &diagnostics) else { return nil }
    // Both are read, so that the mistakes of both are reported.
    let options = SinkOptions.decode(entry.value.keeping(SinkOptions.keys), &diagnostics)
    let config = entry.value.removing(SinkOptions.keys.union(["type"]))
    let build = factory.prepare(config, &diagnostics)
    guard let options, let build else { return nil }
    factory.check(config, registry.catalogue, &diagnostics)
    checkDurability(of: factory, options, entry.value, &diagnostics)
    return Deployment.SinkSpec(
      name: entry.key.value, type: factory.type, options: options, isDurable: factory.isDurable, build: build)
  }

  /// No two components of a type may have the same thing.
  func checkClaims<Component>(
    _ entries: [ConfigNode.Entry], of kind: NameTable.Kind, in table: [String: ComponentFactory<Component>],
    _ diagnostics: inout Diagnostics
  ) {
    var owners: [String: [String: String]] = [:]
    for entry in entries {
      guard let type = entry.value["type"]?.scalar?.text, let factory = table[type] else { continue }
      for claim in factory.claims(entry.value.removing(SinkOptions.keys.union(["type"]))) {
        guard let owner = owners[type, default: [:]][claim.resource] else {
          owners[type, default: [:]][claim.resource] = entry.key.value
          continue
        }
        let range = entry.value[claim.key]?.range ?? entry.value.range
        diagnostics.error(
          "\(kind.rawValue) '\(owner)' has the same '\(claim.key)'", at: range,
          help: "each \(type) \(kind.rawValue) needs one of its own")
      }
    }
  }

  /// What a sink's options promise, the log must be able to keep.
  private func checkDurability(
    of factory: SinkFactory, _ options: SinkOptions, _ node: ConfigNode, _ diagnostics: inout Diagnostics
  ) {
    guard let isLogDurable else { return }
    if options.durable == true, !isLogDurable, let place = node["durable"] {
      diagnostics.error(
        "'durable' needs a log that survives a restart", at: place.range,
        help: "`log: { type: sqlite }`, or leave 'durable' out")
    }
    let isDurable = isLogDurable && options.durable ?? factory.isDurable
    if !isDurable, let place = node["at_hard_limit"] {
      diagnostics.warning("'at_hard_limit' has no effect: this sink is not durable", at: place.range)
    }
    guard isDurable, let queue = node["queue"]?.entries else { return }
    for entry in queue where entry.key.value != "batch" {
      diagnostics.warning(
        "'\(entry.key.value)' has no effect: events of a durable sink wait in the log", at: entry.key.range,
        help: "`durable: false` for a queue in memory")
    }
  }

  func stage(_ node: ConfigNode, name: String?, _ diagnostics: inout Diagnostics) -> Graph.StageNode? {
    guard let factory = factory(for: node, in: registry.stages, .stage, &diagnostics) else { return nil }
    var context = StageContext(catalogue: registry.catalogue, name: name ?? factory.type, range: node.range)
    let stage = factory.make(node.removing(["type"]), &context)
    diagnostics.add(context.diagnostics)
    return stage.map { Graph.StageNode(name: name ?? factory.type, type: factory.type, config: node, prototype: $0) }
  }
}
