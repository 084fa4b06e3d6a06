import ConfigSchema

/// One entry of `pipelines:`.
package struct PipelineConfig: ConfigObject {
  var from: [NameReference] = []
  var through: [StageUse] = []
  var to: [NameReference] = []

  package init() {}

  package static let summary =
    "Events of the sources in `from` go through the stages in `through` to the sinks in `to`."
  package static var fields: [Field<Self>] {
    [
      Field(
        "from", \.from, .nonEmpty, required: true,
        "sources, or pipelines whose result goes on here; `ingest` is what is published by HTTP"),
      Field("through", \.through, "stages in order: names from `stages:`, or stages written out here"),
      Field("to", \.to, "sinks; `clients` are the sessions. May be left out if another pipeline reads this one"),
    ]
  }
}

/// A stage in a pipeline: by name, or written out.
package enum StageUse: ConfigValue {
  case named(NameReference)
  case inline(ConfigNode)

  package static var shape: ConfigShape { .either([.string, .anything(phrase: "a mapping with a `type`")]) }

  package static func decode(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> StageUse? {
    if node.scalar != nil, !node.isNull { return NameReference.decode(node, &diagnostics).map(StageUse.named) }
    guard node.entries != nil else { return mismatch(node, &diagnostics) }
    diagnostics.hideUntilRead(node, except: ["type"])
    return .inline(node)
  }
}

/// The `pipelines:` section, in file order. Each entry is decoded on its own, so that one wrong pipeline hides no other.
package struct PipelineSection: ConfigValue {
  package let entries: [ConfigNode.Entry]

  package init(_ entries: [ConfigNode.Entry] = []) { self.entries = entries }

  package static var shape: ConfigShape { .map(PipelineConfig.shape) }

  package static func decode(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> PipelineSection? {
    if node.isNull { return PipelineSection() }
    return node.entries.map { PipelineSection($0) } ?? mismatch(node, &diagnostics)
  }
}
