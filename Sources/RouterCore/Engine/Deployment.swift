/// Everything that a config says about routing, checked and ready to run.
package struct Deployment: Sendable {
  package struct SourceSpec: Sendable {
    package let name: String
    package let type: String
    package let build: SourceFactory.Build

    package init(name: String, type: String, build: @escaping SourceFactory.Build) {
      self.name = name
      self.type = type
      self.build = build
    }
  }

  package struct SinkSpec: Sendable {
    package let name: String
    package let type: String
    package let options: SinkOptions
    /// Whether events wait in the log, if that survives the process.
    package let isDurable: Bool
    package let build: SinkFactory.Build

    /// - Parameter isDurable: unless the options say something about it.
    package init(
      name: String, type: String, options: SinkOptions = SinkOptions(), isDurable: Bool = true,
      build: @escaping SinkFactory.Build
    ) {
      self.name = name
      self.type = type
      self.options = options
      self.isDurable = options.durable ?? isDurable
      self.build = build
    }
  }

  package let graph: Graph
  package let sources: [SourceSpec]
  package let sinks: [SinkSpec]

  package init(graph: Graph, sources: [SourceSpec], sinks: [SinkSpec]) {
    self.graph = graph
    self.sources = sources
    self.sinks = sinks
  }

  /// Who stands as the producer of events that name none: sources by their names, and stages by what they are called in
  /// emitted events. That is without the number that tells stages of one name apart within a pipeline.
  package var producerNames: Set<String> {
    let stages = graph.pipelines.flatMap(\.stages).map { $0.name.prefix { $0 != "#" } }
    return Set(sources.map(\.name) + stages.map(String.init))
  }
}
