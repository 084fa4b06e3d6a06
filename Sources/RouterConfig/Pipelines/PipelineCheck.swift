import ConfigSchema
import RouterCore

/// What can be wrong between pipelines though each is right by itself.
struct PipelineCheck {
  let pipelines: [Pipeline]
  /// Pipelines that no event of a source gets through: they emit their own.
  private let emitters: Set<String>
  private let index: [String: Int]

  init(pipelines: [Pipeline], descriptions: [PipelineDescription]) {
    self.pipelines = pipelines
    emitters = Set(descriptions.filter { $0.stages.contains(where: \.prototype.endsEvents) }.map(\.name))
    index = Dictionary(pipelines.enumerated().map { ($0.element.name.value, $0.offset) }) { first, _ in first }
  }

  private var downstream: [[Int]] {
    var result: [[Int]] = Array(repeating: [], count: pipelines.count)
    for (number, pipeline) in pipelines.enumerated() {
      for reference in pipeline.config.from {
        if let upstream = index[reference.name] { result[upstream].append(number) }
      }
    }
    return result
  }

  func cycles(_ diagnostics: inout Diagnostics) {
    guard let cycle = GraphCycle.find(in: downstream), let first = cycle.first, let last = cycle.last else { return }
    let path = (cycle + [first]).map { pipelines[$0].name.value }.joined(separator: " → ")
    let reference = pipelines[first].config.from.first { index[$0.name] == last }
    diagnostics.error(
      "pipelines read each other in a circle: \(path)", at: reference?.range ?? pipelines[first].name.range,
      help: "take one of these names out of a 'from'")
  }

  func deadEnds(_ diagnostics: inout Diagnostics) {
    for (number, pipeline) in pipelines.enumerated()
    where pipeline.config.to.isEmpty && downstream[number].isEmpty && !pipeline.config.from.isEmpty {
      diagnostics.error(
        "pipeline '\(pipeline.name.value)' leads nowhere", at: pipeline.name.range,
        help: "give it a sink in 'to', or name it in the 'from' of another pipeline")
    }
  }

  /// A sink receives an event at most once: two pipelines that may both admit it to the same sink deserve a word.
  func sharedSinks(_ diagnostics: inout Diagnostics) {
    let origins = origins()
    var users: [String: [Int]] = [:]
    for (number, pipeline) in pipelines.enumerated() {
      for sink in Set(pipeline.config.to.map(\.name)) { users[sink, default: []].append(number) }
    }
    for (sink, numbers) in users {
      for (position, later) in numbers.enumerated().dropFirst() {
        guard let earlier = numbers[..<position].first(where: { !origins[$0].isDisjoint(with: origins[later]) }),
          let reference = pipelines[later].config.to.first(where: { $0.name == sink })
        else { continue }
        let name = pipelines[earlier].name.value
        diagnostics.warning(
          "'\(sink)' gets events of the same source from pipeline '\(name)' too", at: reference.range,
          help: "an event that both admit is delivered once, in the form of '\(name)'")
      }
    }
  }

  /// The sources whose events can get through each pipeline.
  private func origins() -> [Set<String>] {
    var result = pipelines.map { pipeline in
      emitters.contains(pipeline.name.value)
        ? [pipeline.name.value] : Set(pipeline.config.from.map(\.name).filter { index[$0] == nil })
    }
    let edges = downstream
    // At most as many rounds as the longest chain; a cycle only adds to finite sets.
    var hasChanged = true
    while hasChanged {
      hasChanged = false
      for (upstream, targets) in edges.enumerated() {
        for target in targets
        where !emitters.contains(pipelines[target].name.value) && !result[upstream].isSubset(of: result[target]) {
          result[target].formUnion(result[upstream])
          hasChanged = true
        }
      }
    }
    return result
  }

  func unused(_ sections: RoutingSections, _ diagnostics: inout Diagnostics) {
    let read = Set(pipelines.flatMap { $0.config.from.map(\.name) })
    let written = Set(pipelines.flatMap { $0.config.to.map(\.name) })
    let passed = Set(
      pipelines.flatMap(\.config.through).compactMap { use in
        if case .named(let reference) = use { reference.name } else { nil }
      })
    let kinds = [
      (sections.sources, "source", read), (sections.stages, "stage", passed), (sections.sinks, "sink", written),
    ]
    for (section, kind, used) in kinds {
      for entry in section.entries where !used.contains(entry.key.value) {
        diagnostics.warning("\(kind) '\(entry.key.value)' is used by no pipeline", at: entry.key.range)
      }
    }
  }
}
