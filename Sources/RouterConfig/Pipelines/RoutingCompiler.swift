import ConfigSchema
import RouterCore

/// Makes a deployment of the routing sections, or reports everything that is wrong with them.
package struct RoutingCompiler {
  private let sections: RoutingSections
  private let components: ComponentReader
  private var diagnostics = Diagnostics()
  private var names = NameTable()

  private let source: SourceText?
  private let known: Diagnostics

  private init(
    _ sections: RoutingSections, _ registry: Registry, isLogDurable: Bool?, _ source: SourceText?, _ known: Diagnostics
  ) {
    self.sections = sections
    components = ComponentReader(registry: registry, isLogDurable: isLogDurable)
    self.source = source
    self.known = known
  }

  /// - Parameters:
  ///   - isLogDurable: whether the log survives the process; nil when that is not known.
  ///   - range: where to report that there are no pipelines at all.
  ///   - source: the file, of which the graph keeps the text; nil for configs that are in none.
  ///   - known: what reading the rest of the file has found: also which places are secret.
  /// - Returns: nil when there is any error.
  package static func compile(
    _ sections: RoutingSections, registry: Registry, isLogDurable: Bool? = nil, range: SourceRange,
    source: SourceText? = nil, knowing known: Diagnostics = Diagnostics()
  ) -> (Deployment?, Diagnostics) {
    var compiler = RoutingCompiler(sections, registry, isLogDurable: isLogDurable, source, known)
    let deployment = compiler.run(range)
    return (compiler.diagnostics.hasErrors ? nil : deployment, compiler.diagnostics)
  }

  private mutating func run(_ range: SourceRange) -> Deployment? {
    names.add(sections.sources.entries, .source, &diagnostics)
    names.add(sections.stages.entries, .stage, &diagnostics)
    names.add(sections.sinks.entries, .sink, &diagnostics)
    names.add(sections.pipelines.entries, .pipeline, &diagnostics)
    let sources = sections.sources.entries.compactMap { components.source($0, &diagnostics) }
    let sinks = sections.sinks.entries.compactMap { components.sink($0, &diagnostics) }
    components.checkClaims(sections.sources.entries, of: .source, in: components.registry.sources, &diagnostics)
    components.checkClaims(sections.sinks.entries, of: .sink, in: components.registry.sinks, &diagnostics)
    var stages: [String: Graph.StageNode] = [:]
    for entry in sections.stages.entries {
      stages[entry.key.value] = components.stage(entry.value, name: entry.key.value, &diagnostics)
    }
    let pipelines = sections.pipelines.entries.compactMap { entry in
      PipelineConfig.decode(entry.value, &diagnostics).map { Pipeline(name: entry.key, config: $0) }
    }
    if sections.pipelines.entries.isEmpty {
      diagnostics.error(
        "there are no pipelines, so nothing is routed", at: range, help: "pipelines: { NAME: { from: […], to: […] } }")
    }
    let descriptions = pipelines.map { describe($0, stages) }
    let check = PipelineCheck(pipelines: pipelines, descriptions: descriptions)
    check.cycles(&diagnostics)
    check.deadEnds(&diagnostics)
    check.sharedSinks(&diagnostics)
    check.unused(sections, &diagnostics)
    // What could not be read at all was reported by the reader: nothing more to say about its absence.
    let isComplete =
      sources.count == sections.sources.entries.count && sinks.count == sections.sinks.entries.count
      && stages.count == sections.stages.entries.count && pipelines.count == sections.pipelines.entries.count
    guard isComplete, !diagnostics.hasErrors else { return nil }
    return build(descriptions, sources: sources, sinks: sinks, range)
  }

  private mutating func build(
    _ descriptions: [PipelineDescription], sources: [Deployment.SourceSpec], sinks: [Deployment.SinkSpec],
    _ range: SourceRange
  ) -> Deployment? {
    do {
      let hidden = (known + diagnostics).hidden
      let text = source.map { ConfigText(file: $0.file, text: $0.masked(hiding: hidden)) }
      let graph = try Graph(
        pipelines: descriptions, sinks: sinks.map(\.name) + [Engine.clientsName], config: text)
      return Deployment(graph: graph, sources: sources, sinks: sinks)
    } catch {
      // Everything that makes a graph impossible has been reported with its place before; this is the net below.
      diagnostics.error("the pipelines make no graph: \(error)", at: range)
      return nil
    }
  }

  private mutating func describe(_ pipeline: Pipeline, _ stages: [String: Graph.StageNode]) -> PipelineDescription {
    let from = references(pipeline.config.from, to: [.source, .pipeline], as: "source or pipeline")
    let to = references(pipeline.config.to, to: [.sink], as: "sink")
    var nodes: [Graph.StageNode] = []
    for use in pipeline.config.through {
      guard let node = stage(use, stages) else { continue }
      nodes.append(node.renamed(unlike: nodes.map(\.name)))
    }
    return PipelineDescription(name: pipeline.name.value, from: from, stages: nodes, to: to)
  }

  private mutating func stage(_ use: StageUse, _ stages: [String: Graph.StageNode]) -> Graph.StageNode? {
    switch use {
    case .inline(let node): return components.stage(node, name: nil, &diagnostics)
    case .named(let reference):
      guard names.checkReference(reference, to: [.stage], as: "stage", &diagnostics) else { return nil }
      return stages[reference.name]
    }
  }

  private mutating func references(
    _ list: [NameReference], to kinds: Set<NameTable.Kind>, as role: String
  ) -> [String] {
    var seen: Set<String> = []
    return list.compactMap { reference in
      guard names.checkReference(reference, to: kinds, as: role, &diagnostics) else { return nil }
      guard seen.insert(reference.name).inserted else {
        diagnostics.error("\(reference.shown) is named twice here", at: reference.range)
        return nil
      }
      return reference.name
    }
  }
}

/// A pipeline as the file has it.
struct Pipeline: Sendable {
  let name: Located<String>
  let config: PipelineConfig
}

extension Graph.StageNode {
  /// Within a pipeline names are unique: the second stage of a name gets a number.
  fileprivate func renamed(unlike taken: [String]) -> Graph.StageNode {
    let count = taken.count { $0 == name || $0.hasPrefix("\(name)#") }
    return count == 0
      ? self : Graph.StageNode(name: "\(name)#\(count + 1)", type: type, config: config, prototype: prototype)
  }
}
