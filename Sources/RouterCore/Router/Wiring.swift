/// A graph with its counters attached: per hop the ids of the edge and of the point at its end. Flat arrays of numbers,
/// so that a step through the graph costs no reference counting.
struct Wiring: Sendable {
  struct Hop: Sendable {
    let edge: Int
    let point: Int
  }

  /// A hop that leads out of a source or a pipeline, to a sink or a pipeline.
  struct Exit: Sendable {
    let target: Int
    let hop: Hop
  }

  struct SourceWire: Sendable {
    let name: String
    let point: Int
    /// The pipelines that read it: where in `exits`.
    let pipelines: Range<Int>
  }

  struct PipelineWire: Sendable {
    /// Where in `stages`.
    let stages: Range<Int>
    let end: Int
    /// Where in `exits`.
    let sinks: Range<Int>
    /// The pipelines that read it: where in `exits`.
    let downstream: Range<Int>
  }

  struct StageWire: Sendable {
    let point: Int
    /// To the next stage or to the pipeline's end.
    let next: Hop
  }

  private(set) var sources: [SourceWire] = []
  private(set) var pipelines: [PipelineWire] = []
  private(set) var stages: [StageWire] = []
  private(set) var exits: [Exit] = []
  /// The point of each sink.
  let sinks: [Int]
  private var sourceIndex: [String: Int] = [:]
  private var recent = 0

  init(_ graph: Graph, _ ledger: inout Ledger) {
    sinks = graph.sinks.map { ledger.id(of: .sink($0)) }
    for (name, pipelines) in graph.routes { addSource(name, pipelines, of: graph, &ledger) }
    for pipeline in graph.pipelines { add(pipeline, of: graph, &ledger) }
  }

  /// The index of a source by its name; one that nobody reads is added without pipelines. Events come in runs from one
  /// source: a comparison with the last answer saves most look-ups.
  mutating func source(_ name: String, of graph: Graph, _ ledger: inout Ledger) -> Int {
    if recent < sources.count, sources[recent].name == name { return recent }
    recent = sourceIndex[name] ?? addSource(name, [], of: graph, &ledger)
    return recent
  }

  func stage(_ place: StagePlace) -> StageWire { stages[index(of: place)] }

  /// Where a stage stands among all.
  func index(of place: StagePlace) -> Int { pipelines[place.pipeline].stages.lowerBound + place.position }

  @discardableResult
  private mutating func addSource(
    _ name: String, _ pipelines: [Int], of graph: Graph, _ ledger: inout Ledger
  ) -> Int {
    let origin = Ledger.Point.source(name)
    let exits = addExits(from: origin, to: pipelines, at: { graph.entry(of: $0) }, &ledger)
    sources.append(SourceWire(name: name, point: ledger.id(of: origin), pipelines: exits))
    sourceIndex[name] = sources.count - 1
    return sources.count - 1
  }

  private mutating func add(_ pipeline: Graph.Pipeline, of graph: Graph, _ ledger: inout Ledger) {
    let points = pipeline.stages.map { Ledger.Point.stage(pipeline: pipeline.name, stage: $0.name) }
    let end = Ledger.Point.pipeline(pipeline.name)
    let start = stages.count
    for (point, next) in zip(points, points.dropFirst() + [end]) {
      stages.append(StageWire(point: ledger.id(of: point), next: Self.hop(from: point, to: next, &ledger)))
    }
    let sinks = addExits(from: end, to: pipeline.sinks, at: { .sink(graph.sinks[$0]) }, &ledger)
    let downstream = addExits(from: end, to: pipeline.downstream, at: { graph.entry(of: $0) }, &ledger)
    pipelines.append(
      PipelineWire(stages: start..<stages.count, end: ledger.id(of: end), sinks: sinks, downstream: downstream))
  }

  private mutating func addExits(
    from origin: Ledger.Point, to targets: [Int], at point: (Int) -> Ledger.Point, _ ledger: inout Ledger
  ) -> Range<Int> {
    let start = exits.count
    exits += targets.map { Exit(target: $0, hop: Self.hop(from: origin, to: point($0), &ledger)) }
    return start..<exits.count
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
