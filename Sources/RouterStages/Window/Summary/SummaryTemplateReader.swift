import ConfigSchema
import RouterCore

/// Reads `emit.data`.
struct SummaryTemplateReader {
  let fields: [String: SummaryField]
  private(set) var diagnostics = Diagnostics()

  private static let maxDepth = 16

  init(fields: [String: SummaryField]) { self.fields = fields }

  /// Nil when something was wrong.
  mutating func read(_ node: ConfigNode) -> SummaryTemplate? {
    let template = read(node, depth: 1)
    return diagnostics.hasErrors ? nil : template
  }

  private mutating func read(_ node: ConfigNode, depth: Int) -> SummaryTemplate? {
    guard depth <= Self.maxDepth else {
      diagnostics.error("the payload is nested more than \(Self.maxDepth) deep", at: node.range)
      return nil
    }
    switch node.value {
    case .invalid: return nil
    case .scalar(let scalar): return read(scalar, node)
    case .sequence(let elements): return .list(elements.compactMap { read($0, depth: depth + 1) })
    case .mapping(let entries):
      return .object(
        entries.compactMap { entry in
          read(entry.value, depth: depth + 1).map { .init(key: entry.key.value, value: $0) }
        })
    }
  }

  /// A plain scalar that is a JSON value stays as it is written.
  private mutating func read(_ scalar: ConfigNode.Scalar, _ node: ConfigNode) -> SummaryTemplate? {
    if node.isNull { return .constant(Array("null".utf8)) }
    if scalar.isPlain, let value = try? JSONDocument(parsing: scalar.text), value.root.isScalar {
      return .constant(value.bytes)
    }
    let parts = parts(of: scalar.text, node)
    if parts.count == 1, case .field(let field) = parts[0], field.isNumber { return .value(field) }
    return .text(parts)
  }

  /// Splits a text at its placeholders; `{{` stands for a brace.
  private mutating func parts(of text: String, _ node: ConfigNode) -> [SummaryTemplate.TextPart] {
    var parts: [SummaryTemplate.TextPart] = []
    var rest = text[...]
    while let brace = rest.firstIndex(of: "{") {
      parts.append(constant: rest[..<brace])
      rest = rest[rest.index(after: brace)...]
      if rest.first == "{" {
        parts.append(constant: "{")
        rest.removeFirst()
      } else if let field = field(&rest, node) {
        parts.append(.field(field))
      }
    }
    parts.append(constant: rest)
    return parts
  }

  private mutating func field(_ rest: inout Substring, _ node: ConfigNode) -> SummaryField? {
    guard let end = rest.firstIndex(of: "}") else {
      diagnostics.error("a placeholder lacks its '}'", at: node.range, help: "a brace itself is written '{{'")
      return nil
    }
    let name = String(rest[..<end])
    rest = rest[rest.index(after: end)...]
    if let field = fields[name] { return field }
    let isShown = !(node.scalar?.isSubstituted ?? false)
    diagnostics.error(
      isShown ? "unknown placeholder '{\(name)}'" : "unknown placeholder", at: node.range,
      help: Suggestion.help(for: isShown ? name : "", among: fields.keys))
    return nil
  }
}

extension JSONNode {
  fileprivate var isScalar: Bool { kind != .object && kind != .array }
}

extension [SummaryTemplate.TextPart] {
  fileprivate mutating func append(constant text: Substring) {
    if !text.isEmpty { append(.constant(String(text))) }
  }
}
