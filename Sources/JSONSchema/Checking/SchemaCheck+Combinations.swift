import RouterCore

extension SchemaCheck {
  mutating func combinedFaults(
    _ value: JSONNode, _ rules: CombinedRules, _ completeness: JSONSchema.Completeness, _ limit: Int
  ) -> [SchemaFault] {
    var found: [SchemaFault] = []
    for schema in rules.all where found.count < limit {
      found += faults(in: value, schema, completeness, limit: limit)
    }
    if found.count < limit, !rules.any.isEmpty { found += anyFaults(value, rules.any, completeness) }
    if found.count < limit, !rules.one.isEmpty { found += oneFaults(value, rules.one, completeness) }
    // What fits now may fit no more when more has come.
    if found.count < limit, let not = rules.not, !mayGrow(value, completeness), allows(value, not, completeness) {
      found.append(SchemaFault(value, "is what it must not be"))
    }
    if found.count < limit, let condition = rules.condition {
      found += conditional(value, condition, rules, completeness, limit)
    }
    return found
  }

  private func mayGrow(_ value: JSONNode, _ completeness: JSONSchema.Completeness) -> Bool {
    completeness == .draft && (value.kind == .object || value.kind == .array)
  }

  private mutating func anyFaults(
    _ value: JSONNode, _ schemas: [Int], _ completeness: JSONSchema.Completeness
  ) -> [SchemaFault] {
    var failures: [SchemaFault] = []
    for schema in schemas {
      guard let first = fault(in: value, schema, completeness) else { return [] }
      failures.append(first)
    }
    return [noneFits(value, failures)]
  }

  private mutating func oneFaults(
    _ value: JSONNode, _ schemas: [Int], _ completeness: JSONSchema.Completeness
  ) -> [SchemaFault] {
    var (fitting, failures): ([Int], [SchemaFault]) = ([], [])
    for (number, schema) in schemas.enumerated() {
      if let first = fault(in: value, schema, completeness) {
        failures.append(first)
      } else {
        fitting.append(number + 1)
      }
    }
    if fitting.isEmpty { return [noneFits(value, failures)] }
    guard fitting.count > 1, !mayGrow(value, completeness) else { return [] }
    let numbers = fitting.prefix(5).map { "\($0)" }.joined(separator: " and ")
    return [SchemaFault(value, "must be one of \(schemas.count) alternatives only, fits \(numbers)")]
  }

  /// With the first fault of some alternatives.
  private func noneFits(_ value: JSONNode, _ failures: [SchemaFault]) -> SchemaFault {
    SchemaFault(value, .noneFits(Array(failures.prefix(4))))
  }

  /// Of a draft it may be open whether the condition will hold: then nothing follows from it yet.
  private mutating func conditional(
    _ value: JSONNode, _ condition: Int, _ rules: CombinedRules, _ completeness: JSONSchema.Completeness, _ limit: Int
  ) -> [SchemaFault] {
    let holds = allows(value, condition, .whole)
    let isOpen = !holds && completeness == .draft && allows(value, condition, .draft)
    guard !isOpen, let next = holds ? rules.then : rules.otherwise else { return [] }
    return faults(in: value, next, completeness, limit: limit)
  }
}
