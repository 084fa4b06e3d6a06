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
  /// How often a value was held against a schema.
  private(set) var work = 0
  private var depth = 0
  /// Whether it has been given up.
  private(set) var isExhausted = false

  init(_ nodes: [SchemaNode]) { self.nodes = nodes }

  /// - Parameter limit: how many faults are wanted, at least 1: what comes behind them is not looked at.
  mutating func faults(
    in value: JSONNode, _ index: Int, _ completeness: JSONSchema.Completeness, limit: Int = mostFaults
  ) -> [SchemaFault] {
    work += 1
    depth += 1
    defer { depth -= 1 }
    guard work <= Self.budget, depth <= Self.maxDepth, !isExhausted else {
      isExhausted = true
      return []
    }
    let node = nodes[index]
    if node.isNever { return [SchemaFault(value, "is not allowed")] }
    var found = scalarFaults(value, node)
    if found.count < limit, value.kind == .array, let rules = node.array {
      found += arrayFaults(value, rules, completeness, limit)
    }
    if found.count < limit, value.kind == .object, let rules = node.object {
      found += objectFaults(value, rules, completeness, limit)
    }
    if found.count < limit, let reference = node.reference {
      found += faults(in: value, reference, completeness, limit: limit)
    }
    if found.count < limit { found += combinedFaults(value, node.combined, completeness, limit) }
    return found.count > limit ? Array(found.prefix(limit)) : found
  }

  /// The first thing that is wrong; nil if nothing is.
  mutating func fault(in value: JSONNode, _ index: Int, _ completeness: JSONSchema.Completeness) -> SchemaFault? {
    faults(in: value, index, completeness, limit: 1).first
  }

  mutating func allows(_ value: JSONNode, _ index: Int, _ completeness: JSONSchema.Completeness) -> Bool {
    fault(in: value, index, completeness) == nil
  }

  private func scalarFaults(_ value: JSONNode, _ node: SchemaNode) -> [SchemaFault] {
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
    return texts.isEmpty ? [] : texts.map { SchemaFault(value, $0) }
  }

  private static func phrase(_ values: [JSONDocument]) -> String {
    let texts = values.map(\.description)
    guard texts.count <= 12, texts.allSatisfy({ $0.utf8.count <= 80 }) else {
      return "one of \(texts.count.counted("certain value"))"
    }
    return texts.count == 1 ? texts[0] : "one of \(texts.joined(separator: ", "))"
  }
}
