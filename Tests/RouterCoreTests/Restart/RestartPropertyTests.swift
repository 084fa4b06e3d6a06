import TestSupport
import Testing

@testable import RouterCore

@Suite struct RestartPropertyTests {
  private static func stage(_ random: inout SplitMix64) -> any Stage {
    let span = Duration.milliseconds([200, 1000, 3000].randomElement(using: &random) ?? 1000)
    return switch Int.random(in: 0..<4, using: &random) {
    case 0: RecentStage(span: span)
    case 1: CountStage(length: span)
    case 2: QuietStage(span: span)
    default: MaskStage()
    }
  }

  private static func graph(_ random: inout SplitMix64) throws -> Graph {
    var pipelines: [PipelineDescription] = []
    for index in 0..<Int.random(in: 1...3, using: &random) {
      let stages = (0..<Int.random(in: 0...3, using: &random)).map { position in
        Graph.StageNode(name: "s\(position)", type: "test", prototype: Self.stage(&random))
      }
      var from = ["test"]
      if index > 0, Bool.random(using: &random) { from = ["p\(index - 1)"] }
      pipelines.append(PipelineDescription(name: "p\(index)", from: from, stages: stages, to: ["a", "b"]))
    }
    return try Graph(pipelines: pipelines, sinks: ["a", "b"])
  }

  private static func go(_ history: inout RouterHistory, _ random: inout SplitMix64) {
    switch Int.random(in: 0..<10, using: &random) {
    case ..<4: history.append(Int.random(in: 1...5, using: &random))
    case ..<6: history.pass(.milliseconds(Int.random(in: 0...1500, using: &random)))
    case ..<9: history.route(Int.random(in: 1...8, using: &random))
    default: history.tick()
    }
  }

  @Test(arguments: 0..<200)
  func `a router that was started anew decides as one that went on`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let graph = try Self.graph(&random)
    var history = RouterHistory(graph)
    for _ in 0..<Int.random(in: 0...150, using: &random) { Self.go(&history, &random) }
    var restarted = history.restarted(graph)
    #expect(restarted.router.counters().unaccounted == 0, "seed \(seed)")
    let before = history.done.count
    for _ in 0..<60 {
      var same = random
      Self.go(&history, &random)
      Self.go(&restarted, &same)
      #expect(restarted.router.counters().unaccounted == 0, "seed \(seed)")
    }
    #expect(Array(history.done[before...]) == restarted.done, "seed \(seed)")
    // What was emitted before the restart and came back after it is in balance too.
    while restarted.routed < restarted.entries.count { restarted.route(100) }
    #expect(restarted.router.counters().underWay == 0, "seed \(seed)")
  }

  @Test func `held events come from a point of their own after a restart`() throws {
    let graph = try StoredLogBench.graph(stages: [
      Graph.StageNode(name: "quiet", type: "test", prototype: QuietStage(span: .seconds(5)))
    ])
    var history = RouterHistory(graph)
    history.append(3)
    history.route(3)
    let restarted = history.restarted(graph)
    let counters = restarted.router.counters()
    #expect(counters.points[.restart]?.passed == 3)
    #expect(counters.points[.stage(pipeline: "live", stage: "quiet")]?.held == 3)
    #expect(counters.points[.source("test")]?.received == 0)
    #expect(counters.unaccounted == 0)
  }

  @Test func `without a rehearsal it would decide otherwise`() throws {
    let graph = try StoredLogBench.graph(stages: [
      Graph.StageNode(name: "recent", type: "test", prototype: RecentStage(span: .seconds(5)))
    ])
    var history = RouterHistory(graph)
    history.append(3)
    history.route(3)
    history.append(3)
    var restarted = history.restarted(graph)
    restarted.route(3)
    #expect(restarted.done.map(\.deliveries) == [[[]]])
    var fresh = Router(graph: graph)
    #expect(fresh.step(Array(history.entries.suffix(3))).deliveries[0].count == 3)
  }
}
