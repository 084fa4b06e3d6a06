/// A graph with its counters attached: per hop the ids of the edge and of the point at its end.
struct Wiring: Sendable {
  struct Hop: Sendable {
    let edge: Int
    let point: Int
  }

  struct SourceWire: Sendable {
    let point: Int
    let pipelines: [(index: Int, hop: Hop)]
  }

  struct PipelineWire: Sendable {
    /// One per stage: its own point, and the hop to the next stage or to the pipeline's end.
    let stages: [(point: Int, next: Hop)]
    let end: Int
    let sinks: [(index: Int, hop: Hop)]
    let downstream: [(index: Int, hop: Hop)]
  }

  let sources: [String: SourceWire]
  let pipelines: [PipelineWire]
  /// The point of each sink.
  let sinks: [Int]

  init(_ graph: Graph, _ ledger: inout Ledger) {
    sinks = graph.sinks.map { ledger.id(of: .sink($0)) }
    sources = Dictionary(
      uniqueKeysWithValues: graph.routes.map { name, pipelines in
        let origin = Ledger.Point.source(name)
        let hops = pipelines.map { ($0, Self.hop(from: origin, to: graph.entry(of: $0), &ledger)) }
        return (name, SourceWire(point: ledger.id(of: origin), pipelines: hops))
      })
    pipelines = graph.pipelines.map { pipeline in
      let points = pipeline.stages.map { Ledger.Point.stage(pipeline: pipeline.name, stage: $0.name) }
      let end = Ledger.Point.pipeline(pipeline.name)
      let nexts = points.dropFirst() + [end]
      return PipelineWire(
        stages: zip(points, nexts).map { point, next in
          (ledger.id(of: point), Self.hop(from: point, to: next, &ledger))
        },
        end: ledger.id(of: end),
        sinks: pipeline.sinks.map { ($0, Self.hop(from: end, to: .sink(graph.sinks[$0]), &ledger)) },
        downstream: pipeline.downstream.map { ($0, Self.hop(from: end, to: graph.entry(of: $0), &ledger)) })
    }
  }

  private static func hop(from: Ledger.Point, to: Ledger.Point, _ ledger: inout Ledger) -> Hop {
    Hop(edge: ledger.id(from: from, to: to), point: ledger.id(of: to))
  }
}

extension Graph {
  /// Where an event arrives that enters a pipeline.
  fileprivate func entry(of pipeline: Int) -> Ledger.Point {
    let pipeline = pipelines[pipeline]
    guard let first = pipeline.stages.first else { return .pipeline(pipeline.name) }
    return .stage(pipeline: pipeline.name, stage: first.name)
  }
}
