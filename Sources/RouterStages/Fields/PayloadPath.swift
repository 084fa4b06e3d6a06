import ConfigSchema
import RouterCore

/// The way to fields of the payload that a stage changes: `event.data.user.email`. A `*` stands for every member of an
/// object or element of an array, as in `event.data.users.*.email`.
package struct PayloadPath: Sendable, Hashable {
  private let names: [String]
  /// Set if there is no `*`, so that nothing has to be looked for.
  private let exact: JSONPath?

  package init(_ path: JSONPath) {
    names = path.names
    exact = names.contains("*") ? nil : path
  }

  /// The path as it is written, `*` included.
  package var path: JSONPath { JSONPath(keys: names) }

  /// The paths of all fields in a payload that are meant; without those that are not there.
  package func matches(in data: JSONDocument) -> [JSONPath] {
    if let exact { return data.root[exact] == nil ? [] : [exact] }
    var found: [(path: [String], node: JSONNode)] = [([], data.root)]
    for name in names {
      found = found.flatMap { path, node in Self.step(name, from: node).map { (path + [$0], $1) } }
    }
    return found.map { JSONPath(keys: $0.path) }
  }

  private static func step(_ name: String, from node: JSONNode) -> [(name: String, node: JSONNode)] {
    guard name == "*" else { return node[JSONPath(keys: [name])].map { [(name, $0)] } ?? [] }
    switch node.kind {
    case .object: return node.members.map { ($0.name, $0.value) }
    case .array: return node.elements.enumerated().map { (String($0.offset), $0.element) }
    case .string, .number, .boolean, .null: return []
    }
  }
}

extension PayloadPath: ConfigValue {
  package static var shape: ConfigShape {
    .formatted(name: "path of a payload field", pattern: #"^event\.data\..+$"#, example: "event.data.user.email")
  }
  package var configText: String? { FieldPath.data(path).description }

  package static func decode(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> PayloadPath? {
    guard let field = FieldPath.decode(node, &diagnostics) else { return nil }
    if case .data(let path) = field, !path.isEmpty { return PayloadPath(path) }
    diagnostics.error(
      "'\(field)' cannot be changed", at: node.range, help: "only fields below event.data can, as in \(example)")
    return nil
  }

  private static let example = "event.data.user.email"
}
