/// What the indices of a graph stand for, and the config that it was built from: with it, a journal can be read when the
/// graph itself has long gone. One object per graph: batches of one graph are recognised by it.
package final class GraphNames: Sendable, Codable {
  package struct Stage: Sendable, Codable, Hashable {
    package let name: String
    package let type: String
    /// `file:line:column`.
    package let place: String?
  }

  package struct Pipeline: Sendable, Codable, Hashable {
    package let name: String
    /// Sources and pipelines that it reads.
    package let from: [String]
    package let stages: [Stage]
  }

  package let pipelines: [Pipeline]
  package let sinks: [String]
  /// Nil for a graph that was not built from a file, and for one that was read from a log.
  package let config: ConfigText?

  private enum CodingKeys: CodingKey { case pipelines, sinks }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    pipelines = try container.decode([Pipeline].self, forKey: .pipelines)
    sinks = try container.decode([String].self, forKey: .sinks)
    config = nil
  }

  init(_ pipelines: [PipelineDescription], sinks: [String], config: ConfigText?) {
    self.config = config
    self.pipelines = pipelines.map { pipeline in
      Pipeline(
        name: pipeline.name, from: pipeline.from,
        stages: pipeline.stages.map { Stage(name: $0.name, type: $0.type, place: $0.config?.range.location) })
    }
    self.sinks = sinks
  }

  func sink(named name: String) -> Int16? { sinks.firstIndex(of: name).map { Int16(clamping: $0) } }
}

/// A config file as a graph was built from it, without its secrets.
package struct ConfigText: Sendable, Hashable {
  package let file: String
  package let text: String

  package init(file: String, text: String) {
    self.file = file
    self.text = text
  }
}
