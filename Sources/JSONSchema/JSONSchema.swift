import ConfigSchema
import RouterCore

/// A JSON Schema (2020-12), read once: a named part of the language, see `SchemaKeyword`. What it does not know is an error when
/// the schema is read, never ignored.
///
/// Numbers are compared exactly, whatever their size. Values may be *drafts*: then what is missing may come yet.
package struct JSONSchema: Sendable {
  /// The first one is the root; others refer to each other by their place.
  let nodes: [SchemaNode]

  /// Whether a value is all there.
  package enum Completeness: Sendable {
    case whole
    /// Members and items may come yet: what is missing is no violation, what is there has to be right.
    case draft
  }

  /// What is wrong with a value, up to a limit, in the order of the schema.
  /// - Parameter value: of at most 512 levels.
  package func violations(
    in value: JSONNode, as completeness: Completeness = .whole, limit: Int = 100
  ) -> [SchemaViolation] {
    var (check, report) = (SchemaCheck(nodes), SchemaReport())
    let most = max(1, min(limit, SchemaCheck.mostFaults))
    let found = check.faults(in: value, 0, completeness, limit: most)
    if check.isExhausted { return [SchemaViolation(value.pointer, "is too large for its schema")] }
    return report.violations(found.prefix(limit), in: value)
  }

  /// Whether the schema has keywords for this kind of value, or none for any kind. A schema allows what it does not speak of, such
  /// as a string where there is only `maximum`.
  package func concerns(_ value: JSONNode) -> Bool {
    guard let root = nodes.first else { return true }
    return switch value.kind {
    case .number: root.number != nil || !root.hasKindRules
    case .string: root.text != nil || !root.hasKindRules
    case .array: root.array != nil || !root.hasKindRules
    case .object: root.object != nil || !root.hasKindRules
    case .boolean, .null: !root.hasKindRules
    }
  }
}

extension JSONSchema: ConfigValue {
  package static var shape: ConfigShape { .anything(phrase: "a JSON Schema (2020-12)") }

  /// A schema written as YAML.
  package static func decode(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> JSONSchema? {
    var compiler = SchemaCompiler()
    let schema = compiler.schema(node)
    diagnostics.add(compiler.diagnostics)
    return compiler.diagnostics.hasErrors ? nil : schema
  }
}
