import ConfigSchema

/// Where a value comes from: a field of what was read, or the config itself.
package enum MappedValue: Sendable {
  case path(JSONPath, default: JSONDocument?)
  case constant(JSONDocument)

  /// Nil when the field is not there and has no default.
  package func value(in node: JSONNode) -> JSONNode? {
    switch self {
    case .path(let path, let fallback): node[path] ?? fallback?.root
    case .constant(let document): document.root
    }
  }
}

extension MappedValue: ConfigValue {
  package static var shape: ConfigShape {
    .either([
      .formatted(name: "path", pattern: "^.+$", example: "log.level"),
      .anything(phrase: "a mapping with 'value', or with 'path' and 'default'"),
    ])
  }

  package static func decode(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> MappedValue? {
    if node.scalar != nil { return path(node, &diagnostics).map { .path($0, default: nil) } }
    guard let entries = node.entries else { return mismatch(node, &diagnostics) }
    let names = Set(entries.map(\.key.value))
    if names == ["value"], let value = node["value"] {
      return JSONDocument.decode(value, &diagnostics).map { .constant($0) }
    }
    guard names == ["path"] || names == ["path", "default"], let place = node["path"] else {
      return mismatch(node, &diagnostics)
    }
    let fallback = node["default"].map { JSONDocument.decode($0, &diagnostics) }
    // A default that is wrong has been reported.
    if case .some(.none) = fallback { return nil }
    return path(place, &diagnostics).map { .path($0, default: fallback ?? nil) }
  }

  private static func path(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> JSONPath? {
    MappedPath.decode(node, &diagnostics)?.path
  }
}

/// The path of a field in a config; `.` is all of it.
package struct MappedPath: ConfigValue {
  package let path: JSONPath

  package static var shape: ConfigShape { .formatted(name: "path", pattern: "^.+$", example: "data.items") }

  package static func decode(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> MappedPath? {
    guard let scalar = node.scalar, !node.isNull else { return mismatch(node, &diagnostics) }
    if scalar.text == "." { return MappedPath(path: .root) }
    do throws(JSONPathError) {
      if scalar.text.isEmpty { throw .emptyKey }
      return MappedPath(path: try JSONPath(parsing: scalar.text))
    } catch {
      diagnostics.error("\(error)", at: node.range, help: "a path is written as in data.items.0.id; '.' is everything")
      return nil
    }
  }
}
