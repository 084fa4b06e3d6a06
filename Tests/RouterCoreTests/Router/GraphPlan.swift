import ConfigSchema
import RouterCore
import TestSupport

/// A graph by names, as a config would describe it.
struct GraphPlan {
  struct Pipeline {
    var name: String
    var from: [String]
    var stages: [Stage]
    var to: [String]
  }

  /// A stage's config is the seed of its moods.
  struct Stage: Equatable {
    var name: String
    var seed: UInt64
  }

  var pipelines: [Pipeline]
  var sinks: [String]

  func graph() throws -> Graph {
    try Graph(
      pipelines: pipelines.map { pipeline in
        PipelineDescription(
          name: pipeline.name, from: pipeline.from, stages: pipeline.stages.map(\.node), to: pipeline.to)
      }, sinks: sinks)
  }
}

extension GraphPlan.Stage {
  var node: Graph.StageNode {
    let config = ConfigNode(.scalar(ConfigNode.Scalar("\(seed)")), at: .nowhere)
    return Graph.StageNode(name: name, type: "moody", config: config, prototype: MoodyStage(seed: seed))
  }
}

// MARK: - Random graphs

extension GraphPlan {
  static let sources = ["s0", "s1", "s2"]

  static func random(using random: inout SplitMix64) -> GraphPlan {
    let names = ["p0", "p1", "p2", "p3", "p4", "p5", "p6"].shuffled(using: &random)
      .prefix(Int.random(in: 1...7, using: &random))
    let sinks = Array(["k0", "k1", "k2"].shuffled(using: &random).prefix(Int.random(in: 1...3, using: &random)))
    // Each reads only earlier ones, so there is no circle; then the file has them in another order.
    let pipelines = names.enumerated().map { position, name in
      Pipeline(
        name: name, from: Self.some(of: sources + names.prefix(position), atMost: 3, &random),
        stages: Self.some(of: ["a", "b", "c", "d"], atMost: 3, &random).map {
          Stage(name: $0, seed: UInt64.random(in: 0...2, using: &random))
        },
        to: Self.some(of: sinks, atMost: 2, &random))
    }
    return GraphPlan(pipelines: pipelines.shuffled(using: &random), sinks: sinks)
  }

  /// Another graph that has much in common with this one, as after an edit of the config.
  func edited(using random: inout SplitMix64) -> GraphPlan {
    var plan = self
    for index in plan.pipelines.indices where Int.random(in: 0..<3, using: &random) == 0 {
      switch Int.random(in: 0..<4, using: &random) {
      case 0: plan.pipelines[index].to = Self.some(of: sinks, atMost: 3, &random)
      case 1: plan.pipelines[index].stages.shuffle(using: &random)
      case 2: plan.pipelines[index].stages = plan.pipelines[index].stages.dropLast()
      default:
        plan.pipelines[index].stages.indices.randomElement(using: &random).map {
          plan.pipelines[index].stages[$0].seed += 10
        }
      }
    }
    plan.pipelines.shuffle(using: &random)
    plan.sinks.shuffle(using: &random)
    return plan
  }

  private static func some(of names: [String], atMost count: Int, _ random: inout SplitMix64) -> [String] {
    Array(names.shuffled(using: &random).prefix(Int.random(in: 0...count, using: &random)))
  }
}
