import ConfigSchema
import RouterCore

extension FieldPath: ConfigValue {
  private static let roots = ["type", "source", "agent", "data"]

  package static var shape: ConfigShape {
    .formatted(
      name: "field path", pattern: #"^event\.(type|source|agent|data(\..+)?)$"#, example: "event.data.severity")
  }
  package var configText: String? { description }

  package static func decode(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> FieldPath? {
    guard let scalar = node.scalar, !node.isNull else { return mismatch(node, &diagnostics) }
    do {
      return try FieldPath(parsing: scalar.text)
    } catch {
      // What came from outside is not shown: it may be a secret.
      if scalar.isSubstituted { return mismatch(node, &diagnostics) }
      diagnostics.error("\(error)", at: node.range, help: error.help)
      return nil
    }
  }

  package init(parsing text: String) throws(FieldPathError) {
    let names: [String]
    do {
      names = try JSONPath(parsing: text).names
    } catch {
      throw FieldPathError("'\(text)' is no field path: \(error)")
    }
    guard names.first == "event", names.count > 1, Self.roots.contains(names[1]) else {
      throw FieldPathError("unknown field '\(text)'", help: Self.help(for: names))
    }
    if names[1] != "data", names.count > 2 { throw FieldPathError("'event.\(names[1])' has no fields") }
    switch names[1] {
    case "type": self = .type
    case "source": self = .source
    case "agent": self = .agent
    default: self = .data(JSONPath(keys: Array(names.dropFirst(2))))
    }
  }

  /// A misspelt beginning is corrected; a path that lacks it is taken for a field of the payload.
  private static func help(for names: [String]) -> String? {
    var rest = names[...]
    if let first = rest.first, Suggestion.nearest(to: first, among: ["event"]) != nil { rest.removeFirst() }
    guard let root = rest.first, !["id", "time"].contains(root) || rest.count > 1 else {
      return "known here: \(roots.map { "event.\($0)" }.sorted().joined(separator: ", "))"
    }
    let nearest = Suggestion.nearest(to: root, among: roots)
    let suggested = nearest.map { ["event", $0] + rest.dropFirst() } ?? ["event", "data"] + rest
    return "did you mean '\(JSONPath(keys: Array(suggested)))'?"
  }
}

/// Why a text is no field path, and what to write instead.
package struct FieldPathError: Error, CustomStringConvertible {
  package let description: String
  package let help: String?

  init(_ description: String, help: String? = nil) {
    self.description = description
    self.help = help
  }
}
