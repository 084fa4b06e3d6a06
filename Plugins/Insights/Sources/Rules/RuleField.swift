import ConfigSchema
import RouterStages

/// A field path, which may leave `event.` out before `data.`.
struct RuleField: Sendable, Hashable {
  let path: FieldPath

  init(parsing text: String) throws(FieldPathError) {
    path = try FieldPath(parsing: text.hasPrefix("data.") ? "event.\(text)" : text)
  }
}

extension RuleField: ConfigValue {
  static var shape: ConfigShape {
    .formatted(
      name: "field path", pattern: #"^(event\.(type|source|agent|data(\..+)?)|data\..+)$"#,
      example: "event.data.agent_id")
  }
  var configText: String? { path.description }

  static func decode(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> RuleField? {
    guard let scalar = node.scalar, !node.isNull else { return mismatch(node, &diagnostics) }
    do {
      return try RuleField(parsing: scalar.text)
    } catch {
      // What came from outside is not shown: it may be a secret.
      if scalar.isSubstituted { return mismatch(node, &diagnostics) }
      diagnostics.error("\(error)", at: node.range, help: error.help)
      return nil
    }
  }
}
