import RouterCore

/// A graph in Mermaid's flowchart language.
struct MermaidChart {
  let graph: Graph

  var text: String {
    var lines = ["flowchart LR"]
    for source in graph.routes.keys.sorted() { lines.append("  source_\(id(source))([\"\(source)\"])") }
    for pipeline in graph.pipelines { lines += box(pipeline) }
    for sink in graph.sinks where graph.pipelines.contains(where: { $0.sinks.contains { graph.sinks[$0] == sink } }) {
      lines.append("  sink_\(id(sink))[(\"\(sink)\")]")
    }
    for (source, pipelines) in graph.routes.sorted(by: { $0.key < $1.key }) {
      for pipeline in pipelines { lines.append("  source_\(id(source)) --> \(entry(pipeline))") }
    }
    for (number, pipeline) in graph.pipelines.enumerated() {
      for target in pipeline.downstream { lines.append("  \(exit(number)) --> \(entry(target))") }
      for sink in pipeline.sinks { lines.append("  \(exit(number)) --> sink_\(id(graph.sinks[sink]))") }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// A pipeline as a box with its stages in a row; one without stages shows a single point.
  private func box(_ pipeline: Graph.Pipeline) -> [String] {
    let nodes =
      pipeline.stages.isEmpty
      ? ["    \(stage(pipeline, 0))((\" \"))"]
      : pipeline.stages.enumerated().map { number, node in "    \(stage(pipeline, number))[\"\(node.name)\"]" }
    let links = pipeline.stages.indices.dropFirst().map { "    \(stage(pipeline, $0 - 1)) --> \(stage(pipeline, $0))" }
    return ["  subgraph pipeline_\(id(pipeline.name)) [\"\(pipeline.name)\"]"] + nodes + links + ["  end"]
  }

  private func entry(_ pipeline: Int) -> String { stage(graph.pipelines[pipeline], 0) }
  private func exit(_ pipeline: Int) -> String {
    stage(graph.pipelines[pipeline], max(0, graph.pipelines[pipeline].stages.count - 1))
  }

  private func stage(_ pipeline: Graph.Pipeline, _ number: Int) -> String { "stage_\(id(pipeline.name))_\(number)" }

  /// Names may have dashes, Mermaid's ids may not.
  private func id(_ name: String) -> String { String(name.map { $0 == "-" ? "_" : $0 }) }
}
