import ConfigSchema
import RouterCore

/// A component type as documentation shows it.
struct ComponentReference {
  let kind: String
  let type: String
  let summary: String
  let config: ObjectReference

  var markdown: String {
    "## \(kind) `\(type)`\n\n\(ReferenceWriter.markdown(config, level: 3))"
  }
}

extension Plugin {
  var references: [ComponentReference] {
    sources.map { ComponentReference(kind: "source", type: $0.type, summary: $0.summary, config: $0.config) }
      + stages.map { ComponentReference(kind: "stage", type: $0.type, summary: $0.summary, config: $0.config) }
      + sinks.map { ComponentReference(kind: "sink", type: $0.type, summary: $0.summary, config: $0.config) }
  }
}

extension Registry {
  func references(to type: String) -> [ComponentReference] { plugins.flatMap(\.references).filter { $0.type == type } }
}
