/// A compiled-in module: a value that lists what the module brings.
package struct Plugin: Sendable {
  package let name: String
  package let summary: String
  package let eventTypes: [EventType]
  package let sources: [SourceFactory]
  package let stages: [StageFactory]
  package let sinks: [SinkFactory]

  package init(
    name: String, summary: String, eventTypes: [EventType] = [], sources: [SourceFactory] = [],
    stages: [StageFactory] = [], sinks: [SinkFactory] = []
  ) {
    self.name = name
    self.summary = summary
    self.eventTypes = eventTypes
    self.sources = sources
    self.stages = stages
    self.sinks = sinks
  }
}
