import RouterCore

/// Holds a value against a schema.
///
/// Its recursion is bounded by its own depth, its work by a budget: schemas can be written whose work grows exponentially.
struct SchemaCheck {
  private static let budget = 400_000
  private static let maxDepth = 600
  /// Of one schema and value: enough to mend it. No more is looked for, since to say where each is takes time.
  static let mostFaults = 100

  let nodes: [SchemaNode]
  private var work = 0
  private var depth = 0
  /// Whether it has been given up.
  private(set) var isExhausted = false

  init(_ nodes: [SchemaNode]) { self.nodes = nodes }

  mutating func violations(
    in value: JSONNode, _ index: Int, _ completeness: JSONSchema.Completeness
  ) -> [SchemaViolation] {
    work += 1
    depth += 1
    defer { depth -= 1 }
    guard work <= Self.budget, depth <= Self.maxDepth, !isExhausted else {
      isExhausted = true
      return []
    }
    let node = nodes[index]
    if node.isNever { return [SchemaViolation(value.pointer, "is not allowed")] }
    var found = scalarViolations(value, node)
    if value.kind == .array, let rules = node.array { found += arrayViolations(value, rules, completeness) }
    if value.kind == .object, let rules = node.object { found += objectViolations(value, rules, completeness) }
    if let reference = node.reference { found += violations(in: value, reference, completeness) }
    found += combinedViolations(value, node.combined, completeness)
    return found.count > Self.mostFaults ? Array(found.prefix(Self.mostFaults)) : found
  }

  mutating func allows(_ value: JSONNode, _ index: Int, _ completeness: JSONSchema.Completeness) -> Bool {
    violations(in: value, index, completeness).isEmpty
  }

  private func scalarViolations(_ value: JSONNode, _ node: SchemaNode) -> [SchemaViolation] {
    var texts: [String] = []
    if !node.types.isEmpty, !node.types.contains(where: { $0.allows(value) }) {
      texts.append("must be \(node.types.map(\.phrase).joined(separator: " or "))")
    }
    if let allowed = node.allowed, !allowed.contains(where: { $0.root.isEqual(to: value) }) {
      texts.append("must be \(Self.phrase(allowed))")
    }
    if let constant = node.constant, !constant.root.isEqual(to: value) {
      texts.append("must be \(Self.phrase([constant]))")
    }
    switch value.kind {
    case .number: texts += node.number?.faults(in: value) ?? []
    case .string: texts += node.text?.faults(in: value) ?? []
    default: break
    }
    return texts.isEmpty ? [] : texts.map { SchemaViolation(value.pointer, $0) }
  }

  private static func phrase(_ values: [JSONDocument]) -> String {
    let texts = values.map(\.description)
    guard texts.count <= 12, texts.allSatisfy({ $0.utf8.count <= 80 }) else {
      return "one of \(texts.count.counted("certain value"))"
    }
    return texts.count == 1 ? texts[0] : "one of \(texts.joined(separator: ", "))"
  }
}
