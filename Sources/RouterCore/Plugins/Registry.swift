/// All compiled-in plugins, indexed by what they bring.
package struct Registry: Sendable {
  package let plugins: [Plugin]
  package let catalogue: Catalogue
  package let sources: [String: SourceFactory]
  package let stages: [String: StageFactory]
  package let sinks: [String: SinkFactory]

  /// - Throws: when two plugins bring the same component or event type: a mistake of whoever compiled them in.
  package init(_ plugins: [Plugin]) throws {
    self.plugins = plugins
    catalogue = try Catalogue(registering: plugins.flatMap(\.eventTypes))
    sources = try Self.index(plugins.flatMap(\.sources), "source", \.type)
    stages = try Self.index(plugins.flatMap(\.stages), "stage", \.type)
    sinks = try Self.index(plugins.flatMap(\.sinks), "sink", \.type)
  }

  private init(_ registry: Registry, _ catalogue: Catalogue) {
    plugins = registry.plugins
    self.catalogue = catalogue
    sources = registry.sources
    stages = registry.stages
    sinks = registry.sinks
  }

  /// The same plugins with the event types of a config.
  package func with(_ catalogue: Catalogue) -> Registry { Registry(self, catalogue) }

  private static func index<Factory>(
    _ factories: [Factory], _ kind: String, _ type: (Factory) -> String
  ) throws -> [String: Factory] {
    try factories.reduce(into: [:]) { table, factory in
      guard table.updateValue(factory, forKey: type(factory)) == nil else {
        throw RegistryError(kind: kind, type: type(factory))
      }
    }
  }
}

package struct RegistryError: Error, CustomStringConvertible {
  let kind: String
  let type: String

  package var description: String { "two plugins bring a \(kind) of type '\(type)'" }
}
