import ConfigSchema

/// All pipelines, wired: an immutable value built from one config. Pipelines and sinks are named by index inside it.
package struct Graph: Sendable {
  package struct Pipeline: Sendable {
    package let name: String
    package let stages: [StageNode]
    /// Indices into `sinks`.
    package let sinks: [Int]
    /// Pipelines that read this one's result, as indices.
    package let downstream: [Int]
  }

  package struct StageNode: Sendable {
    /// Unique within its pipeline.
    package let name: String
    package let type: String
    /// What the stage was built from: an equal config at the same place keeps its state when graphs are swapped.
    package let config: ConfigNode?
    package let prototype: any Stage

    package init(name: String, type: String, config: ConfigNode? = nil, prototype: any Stage) {
      self.name = name
      self.type = type
      self.config = config
      self.prototype = prototype
    }
  }

  /// In file order.
  package let pipelines: [Pipeline]
  package let sinks: [String]
  /// Source name to the pipelines that read it, in file order.
  package let routes: [String: [Int]]
  private let pipelineIndex: [String: Int]
  package let names: GraphNames

  /// Bounds the number of pipelines, of sinks and of stages per pipeline, so that outcomes can be kept small.
  static let limit = Int(Int16.max)

  /// Wires pipelines by name.
  package init(
    pipelines descriptions: [PipelineDescription], sinks: [String], config: ConfigText? = nil
  ) throws(GraphError) {
    guard max(descriptions.count, sinks.count, descriptions.map(\.stages.count).max() ?? 0) <= Self.limit else {
      throw .tooLarge
    }
    guard let index = Dictionary(uniqueNames: descriptions.map(\.name)) else { throw .duplicateName }
    guard let sinkIndex = Dictionary(uniqueNames: sinks) else { throw .duplicateName }
    var routes: [String: [Int]] = [:]
    var downstream: [[Int]] = Array(repeating: [], count: descriptions.count)
    var resolvedSinks: [[Int]] = []
    for (number, description) in descriptions.enumerated() {
      for origin in description.from {
        if let upstream = index[origin] {
          downstream[upstream].append(number)
        } else {
          routes[origin, default: []].append(number)
        }
      }
      resolvedSinks.append(
        try description.to.map { name throws(GraphError) in
          guard let sink = sinkIndex[name] else { throw .unknownSink(name) }
          return sink
        })
    }
    guard GraphCycle.find(in: downstream) == nil else { throw .cycle }
    self.routes = routes
    self.sinks = sinks
    pipelineIndex = index
    pipelines = descriptions.enumerated().map { number, description in
      Pipeline(
        name: description.name, stages: description.stages, sinks: resolvedSinks[number],
        downstream: downstream[number])
    }
    names = GraphNames(descriptions, sinks: sinks, config: config)
  }

  package static let empty = Graph()

  private init() {
    (pipelines, sinks, routes, pipelineIndex) = ([], [], [:], [:])
    names = GraphNames([], sinks: [], config: nil)
  }

  func pipeline(named name: String) -> Int? { pipelineIndex[name] }

  func node(at place: StagePlace) -> StageNode { pipelines[place.pipeline].stages[place.position] }

  /// Of all stages, in order.
  var places: some Sequence<StagePlace> {
    pipelines.indices.lazy.flatMap { pipeline in
      pipelines[pipeline].stages.indices.lazy.map { StagePlace(pipeline: pipeline, position: $0) }
    }
  }

  func place(ofStage name: String, inPipeline pipeline: String) -> StagePlace? {
    guard let index = pipelineIndex[pipeline],
      let position = pipelines[index].stages.firstIndex(where: { $0.name == name })
    else { return nil }
    return StagePlace(pipeline: index, position: position)
  }

  /// Where this graph continues a stage of another one, with its state: same pipeline, name and type, equal config.
  func successor(of place: StagePlace, in previous: Graph) -> StagePlace? {
    let node = previous.node(at: place)
    guard let config = node.config,
      let successor = self.place(ofStage: node.name, inPipeline: previous.pipelines[place.pipeline].name),
      self.node(at: successor).type == node.type, self.node(at: successor).config == config
    else { return nil }
    return successor
  }
}

/// A pipeline before it is wired: names only.
package struct PipelineDescription: Sendable {
  package let name: String
  /// Sources or pipelines.
  package let from: [String]
  package let stages: [Graph.StageNode]
  package let to: [String]

  package init(name: String, from: [String], stages: [Graph.StageNode] = [], to: [String]) {
    self.name = name
    self.from = from
    self.stages = stages
    self.to = to
  }
}

package enum GraphError: Error, Equatable {
  case duplicateName
  case unknownSink(String)
  case cycle
  /// More than `Graph.limit` of something.
  case tooLarge
}

extension Dictionary where Key == String, Value == Int {
  /// Name to position; nil when a name comes twice.
  init?(uniqueNames names: [String]) {
    self.init(names.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { first, _ in first })
    guard count == names.count else { return nil }
  }
}
