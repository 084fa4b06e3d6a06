import ConfigSchema
import RouterCore

extension EventTypeSet {
  /// The types that a config names by their canonical names or by groups as in `agent.*`. Nil if there are unknown
  /// names, which are reported.
  init?(naming names: [Located<String>], _ context: inout StageContext) {
    self.init()
    var isComplete = true
    for name in names {
      let ids = Self.ids(of: name.value, in: context.catalogue)
      if ids.isEmpty {
        isComplete = false
        Self.reportUnknown(name, &context)
      } else if !ids.contains(where: context.catalogue.isEnabled) {
        context.diagnostics.warning("'\(name.value)' is switched off in this deployment", at: name.range)
      }
      ids.forEach { insert($0) }
    }
    if !isComplete { return nil }
  }

  private static func ids(of name: String, in catalogue: Catalogue) -> [EventTypeID] {
    if let id = catalogue.id(named: name) { return [id] }
    return catalogue.types.filter { $0.group.wildcard == name }.compactMap { catalogue.id(named: $0.name) }
  }

  private static func reportUnknown(_ name: Located<String>, _ context: inout StageContext) {
    let types = context.catalogue.types
    if let type = types.first(where: { $0.aliases.contains(name.value) }) {
      return context.diagnostics.error(
        "unknown event type '\(name.value)'", at: name.range, help: "in configs it is called '\(type.name)'")
    }
    let known = types.map(\.name) + Set(types.map(\.group.wildcard))
    context.diagnostics.error(
      "unknown event type '\(name.value)'", at: name.range, help: Suggestion.help(for: name.value, among: known))
  }
}
