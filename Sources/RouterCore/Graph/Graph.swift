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

  /// Wires pipelines by name.
  package init(pipelines descriptions: [PipelineDescription], sinks: [String]) throws(GraphError) {
    let names = descriptions.map(\.name)
    guard let index = Dictionary(uniqueNames: names) else { throw .duplicateName }
    guard let sinkIndex = Dictionary(uniqueNames: sinks) else { throw .duplicateName }
    var routes: [String: [Int]] = [:]
    var downstream: [[Int]] = Array(repeating: [], count: descriptions.count)
    var resolvedSinks: [[Int]] = []
    for (number, description) in descriptions.enumerated() {
      for origin in description.from {
        if let upstream = index[origin] { downstream[upstream].append(number) } else { routes[origin, default: []].append(number) }
      }
      resolvedSinks.append(try description.to.map { name throws(GraphError) in
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
        name: description.name, stages: description.stages, sinks: resolvedSinks[number], downstream: downstream[number])
    }
  }

  package static let empty = Graph()

  private init() {
    (pipelines, sinks, routes, pipelineIndex) = ([], [], [:], [:])
  }

  func pipeline(named name: String) -> Int? { pipelineIndex[name] }

  /// Where this graph has a stage whose state another graph's stage can take over: same pipeline, same name, equal config.
  func place(of node: StageNode, in pipeline: String) -> (pipeline: Int, stage: Int)? {
    guard let config = node.config, let index = pipelineIndex[pipeline],
      let stage = pipelines[index].stages.firstIndex(where: { $0.name == node.name }),
      pipelines[index].stages[stage].config == config
    else { return nil }
    return (index, stage)
  }

  func keepsState(ofStage stage: Int, in pipeline: Int, after next: Graph) -> Bool {
    let (name, node) = (pipelines[pipeline].name, pipelines[pipeline].stages[stage])
    return next.place(of: node, in: name) != nil
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
}

extension Dictionary where Key == String, Value == Int {
  /// Name to position; nil when a name comes twice.
  init?(uniqueNames names: [String]) {
    self.init(names.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { first, _ in first })
    guard count == names.count else { return nil }
  }
}
