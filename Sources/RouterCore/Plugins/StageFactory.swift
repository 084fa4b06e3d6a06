import ConfigSchema

/// Makes stages of one type from their config.
package struct StageFactory: Sendable {
  package let type: String
  package let config: ObjectReference
  package let summary: String
  /// Nil when the config was wrong; the reasons are then in the context's diagnostics.
  package let make: @Sendable (ConfigNode, inout StageContext) -> (any Stage)?

  /// - Parameter build: pure; reports what is wrong with the config beyond its fields and then returns nil.
  package init<Config: ConfigObject>(
    type: String, _ config: Config.Type,
    build: @escaping @Sendable (Config, inout StageContext) -> (any Stage)?
  ) {
    self.type = type
    self.config = ObjectReference(config)
    summary = config.summary
    make = { node, context in
      guard let config = Config.decode(node, &context.diagnostics) else { return nil }
      return build(config, &context)
    }
  }
}

/// What a stage may know when it is built.
package struct StageContext: Sendable {
  package let catalogue: Catalogue
  /// How the stage is called in the graph: the producer of what it emits.
  package let name: String
  package let range: SourceRange
  package var diagnostics = Diagnostics()

  package init(catalogue: Catalogue, name: String, range: SourceRange) {
    self.catalogue = catalogue
    self.name = name
    self.range = range
  }
}
