import ConfigSchema
import TestSupport
import Testing

@testable import RouterCore

@Suite struct GraphTests {
  private func stage(_ name: String, type: String = "moody", config: String? = "1") -> Graph.StageNode {
    let node = config.map { ConfigNode(.scalar(ConfigNode.Scalar($0)), at: .nowhere) }
    return Graph.StageNode(name: name, type: type, config: node, prototype: MoodyStage(seed: 0))
  }

  private func graph(_ stages: [Graph.StageNode], pipeline: String = "p") throws -> Graph {
    try Graph(
      pipelines: [PipelineDescription(name: pipeline, from: ["s"], stages: stages, to: ["k"])], sinks: ["k"])
  }

  @Test func `names become indices, in the order of the file`() throws {
    let graph = try Graph(
      pipelines: [
        PipelineDescription(name: "late", from: ["s", "early"], to: ["y", "x"]),
        PipelineDescription(name: "early", from: ["s", "t"], to: ["x"]),
      ], sinks: ["x", "y"])
    #expect(graph.routes == ["s": [0, 1], "t": [1]])
    #expect(graph.pipelines.map(\.sinks) == [[1, 0], [0]])
    #expect(graph.pipelines.map(\.downstream) == [[], [0]])
  }

  @Test(
    "what cannot be wired is refused",
    arguments: [
      ([("a", ["s"], ["nowhere"])], ["k"], GraphError.unknownSink("nowhere")),
      ([("a", ["s"], ["k"]), ("a", ["t"], ["k"])], ["k"], .duplicateName),
      ([("a", ["s"], ["k"])], ["k", "k"], .duplicateName),
      ([("a", ["a"], ["k"])], ["k"], .cycle),
      ([("a", ["s", "c"], ["k"]), ("b", ["a"], []), ("c", ["b"], [])], ["k"], .cycle),
      (Array(repeating: ("a", [], []), count: 32_768), [], .tooLarge),
    ] as [([(String, [String], [String])], [String], GraphError)])
  func errors(pipelines: [(String, [String], [String])], sinks: [String], error: GraphError) {
    let descriptions = pipelines.map { PipelineDescription(name: $0.0, from: $0.1, to: $0.2) }
    #expect(throws: error) { try Graph(pipelines: descriptions, sinks: sinks) }
  }

  @Test(
    "a circle is named in order",
    arguments: [
      ([], nil), ([[]], nil), ([[0]], [0]), ([[1], [2], [0]], [0, 1, 2]), ([[1, 2], [3], [3], []], nil),
      ([[1], [2], [3], [1]], [1, 2, 3]), ([[], [2], [1]], [1, 2]), ([[1, 1], []], nil),
    ] as [([[Int]], [Int]?)])
  func cycles(downstream: [[Int]], cycle: [Int]?) {
    #expect(GraphCycle.find(in: downstream) == cycle)
  }

  @Test func `a chain of any length is searched`() {
    let chain = (0..<200_000).map { [$0 + 1] } + [[]]
    #expect(GraphCycle.find(in: chain) == nil)
  }

  @Test func `a stage is continued at the same place with the same type and an equal config only`() throws {
    let old = try graph([stage("x"), stage("a")])
    let place = StagePlace(pipeline: 0, position: 1)
    #expect(try graph([stage("a"), stage("y")]).successor(of: place, in: old) == StagePlace(pipeline: 0, position: 0))
    let others = [
      try graph([stage("b")]), try graph([stage("a", config: "2")]), try graph([stage("a", config: nil)]),
      try graph([stage("a", type: "other")]), try graph([stage("a")], pipeline: "q"), .empty,
    ]
    for other in others { #expect(other.successor(of: place, in: old) == nil) }
    let unconfigured = try graph([stage("a", config: nil)])
    #expect(unconfigured.successor(of: StagePlace(pipeline: 0, position: 0), in: unconfigured) == nil)
  }

  @Test func `a long chain of pipelines that release is no deep recursion`() throws {
    let count = 20_000
    let stage = Graph.StageNode(name: "revolving", type: "revolving", prototype: RevolvingStage())
    let descriptions = (0..<count).map { index in
      PipelineDescription(
        name: "p\(index)", from: [index == 0 ? "s" : "p\(index - 1)"], stages: [stage],
        to: index == count - 1 ? ["k"] : [])
    }
    var router = Router(graph: try Graph(pipelines: descriptions, sinks: ["k"]))
    let entry = LogEntry(number: .zero.next, loggedAt: VirtualTime.start, origin: .source("s"), event: .sample())
    #expect(router.step([entry]).deliveries[0].map(\.number.value) == [1])
    #expect(router.counters().unaccounted == 0)
  }
}

/// Holds every event and releases it at once.
private struct RevolvingStage: Stage {
  mutating func process(_ delivery: Delivery, at time: Timestamp, _ output: inout StageOutput) -> StageVerdict {
    output.release(delivery)
    return .hold
  }
}
