import ConfigSchema

/// Makes sources or sinks of one type from their config.
package struct ComponentFactory<Component: Sendable>: Sendable {
  package typealias Build = @Sendable (ComponentContext) throws -> Component

  package let type: String
  package let config: ObjectReference
  package let summary: String
  /// Of sinks: whether events wait in the log unless the config says otherwise.
  package let isDurable: Bool
  /// What the component must not share with another one of its type.
  package let claims: @Sendable (ConfigNode) -> [Claim]
  /// Reports what is wrong with a config, right by itself, in a deployment with these event types.
  package let check: @Sendable (ConfigNode, Catalogue, inout Diagnostics) -> Void
  /// Checks the config; the build step it gives back is run later, when the engine starts the component.
  package let prepare: @Sendable (ConfigNode, inout Diagnostics) -> Build?

  package init<Config: ConfigObject>(
    type: String, _ config: Config.Type, isDurable: Bool = true,
    claims: @escaping @Sendable (Config) -> [Claim] = { _ in [] },
    check: @escaping @Sendable (Config, Catalogue, inout CrossCheck) -> Void = { _, _, _ in },
    build: @escaping @Sendable (Config, ComponentContext) throws -> Component
  ) {
    self.type = type
    self.config = ObjectReference(config)
    summary = config.summary
    self.isDurable = isDurable
    self.claims = { node in
      var unheard = Diagnostics()
      return Config.decode(node, &unheard).map(claims) ?? []
    }
    self.check = { node, catalogue, diagnostics in
      var unheard = Diagnostics()
      guard let config = Config.decode(node, &unheard) else { return }
      var findings = CrossCheck(node: node)
      check(config, catalogue, &findings)
      diagnostics.add(findings.diagnostics)
    }
    prepare = { node, diagnostics in
      guard let config = Config.decode(node, &diagnostics) else { return nil }
      return { context in try build(config, context) }
    }
  }
}

/// Something that only one component can have, such as a file that it writes.
package struct Claim: Sendable, Hashable {
  /// The key of the config that says so.
  package let key: String
  /// Equal for two claims to the same thing.
  package let resource: String

  package init(key: String, resource: String) {
    self.key = key
    self.resource = resource
  }
}

package typealias SourceFactory = ComponentFactory<any Source>
package typealias SinkFactory = ComponentFactory<any Sink>
