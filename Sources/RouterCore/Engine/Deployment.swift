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
    package let queue: SinkQueueConfig
    package let build: SinkFactory.Build

    package init(
      name: String, type: String, queue: SinkQueueConfig = SinkQueueConfig(), build: @escaping SinkFactory.Build
    ) {
      self.name = name
      self.type = type
      self.queue = queue
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
}
