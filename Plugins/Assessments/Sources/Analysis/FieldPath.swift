import ConfigSchema
import RouterCore

/// The way to a field of an assessment, in a config.
struct FieldPath: ConfigValue {
  let path: JSONPath

  static var shape: ConfigShape {
    .formatted(name: "path of a field", pattern: ".+", example: "sleep.hours")
  }
  var configText: String? { "\(path)" }

  static func decode(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> FieldPath? {
    guard let text = String.decode(node, &diagnostics) else { return nil }
    return decode(text, at: node.range, &diagnostics)
  }

  static func decode(_ text: String, at range: SourceRange, _ diagnostics: inout Diagnostics) -> FieldPath? {
    do throws(JSONPathError) {
      let path = try JSONPath(parsing: text)
      if !path.isEmpty { return FieldPath(path: path) }
      diagnostics.error("the path is empty", at: range)
    } catch {
      diagnostics.error("\(error)", at: range)
    }
    return nil
  }
}
