import ConfigSchema
import RouterCore

/// Where a column's value comes from, written from the event as in the filter language.
package enum ColumnSource: Sendable, Hashable {
  case number
  case id
  case type
  case time
  case source
  case agent
  case data(JSONPath)

  private static let properties: [String: ColumnSource] = [
    "number": .number, "id": .id, "type": .type, "time": .time, "source": .source, "agent": .agent,
  ]
}

extension ColumnSource: CustomStringConvertible {
  package var description: String {
    switch self {
    case .data(let path): path.isEmpty ? "event.data" : "event.data.\(path)"
    default: "event.\(Self.properties.first { $0.value == self }?.key ?? "")"
    }
  }
}

extension ColumnSource: ConfigValue {
  package static var shape: ConfigShape {
    .formatted(
      name: "field path", pattern: #"^event\.(number|id|type|time|source|agent|data(\..+)?)$"#,
      example: "event.data.severity")
  }
  package var configText: String? { description }

  package static func decode(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> ColumnSource? {
    guard let scalar = node.scalar, let names = try? JSONPath(parsing: scalar.text).names, !node.isNull else {
      return mismatch(node, &diagnostics)
    }
    if names.first == "event", names.count > 1 {
      if names[1] == "data" { return .data(JSONPath(keys: Array(names.dropFirst(2)))) }
      if names.count == 2, let property = properties[names[1]] { return property }
    }
    return mismatch(node, &diagnostics, help: scalar.isSubstituted ? nil : help(for: names))
  }

  /// A path that lacks its beginning, or one with a misspelt property.
  private static func help(for names: [String]) -> String {
    let known = (properties.keys + ["data"]).sorted()
    let rest = names.first == "event" ? Array(names.dropFirst()) : names
    if let root = rest.first, let nearest = Suggestion.nearest(to: root, among: known) {
      return "did you mean '\(JSONPath(keys: ["event", nearest] + rest.dropFirst()))'?"
    }
    return "known here: \(known.map { "event.\($0)" }.joined(separator: ", "))"
  }
}
