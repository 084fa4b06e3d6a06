import ConfigSchema

/// Makes sources or sinks of one type from their config.
package struct ComponentFactory<Component: Sendable>: Sendable {
  package typealias Build = @Sendable (ComponentContext) throws -> Component

  package let type: String
  package let config: ObjectReference
  package let summary: String
  /// Of sinks: whether events wait in the log unless the config says otherwise.
  package let isDurable: Bool
  /// Checks the config; the build step it gives back is run later, when the engine starts the component.
  package let prepare: @Sendable (ConfigNode, inout Diagnostics) -> Build?

  package init<Config: ConfigObject>(
    type: String, _ config: Config.Type, isDurable: Bool = true,
    build: @escaping @Sendable (Config, ComponentContext) throws -> Component
  ) {
    self.type = type
    self.config = ObjectReference(config)
    summary = config.summary
    self.isDurable = isDurable
    prepare = { node, diagnostics in
      guard let config = Config.decode(node, &diagnostics) else { return nil }
      return { context in try build(config, context) }
    }
  }
}

package typealias SourceFactory = ComponentFactory<any Source>
package typealias SinkFactory = ComponentFactory<any Sink>
