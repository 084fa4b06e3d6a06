import RouterCore

extension SchemaCheck {
  mutating func combinedViolations(
    _ value: JSONNode, _ rules: CombinedRules, _ completeness: JSONSchema.Completeness
  ) -> [SchemaViolation] {
    var found: [SchemaViolation] = []
    for schema in rules.all { found += violations(in: value, schema, completeness) }
    if !rules.any.isEmpty { found += anyViolations(value, rules.any, completeness) }
    if !rules.one.isEmpty { found += oneViolations(value, rules.one, completeness) }
    // What fits now may fit no more when more has come.
    if let not = rules.not, !mayGrow(value, completeness), allows(value, not, completeness) {
      found.append(SchemaViolation(value.pointer, "is what it must not be"))
    }
    if let condition = rules.condition { found += conditional(value, condition, rules, completeness) }
    return found
  }

  private func mayGrow(_ value: JSONNode, _ completeness: JSONSchema.Completeness) -> Bool {
    completeness == .draft && (value.kind == .object || value.kind == .array)
  }

  private mutating func anyViolations(
    _ value: JSONNode, _ schemas: [Int], _ completeness: JSONSchema.Completeness
  ) -> [SchemaViolation] {
    var failures: [SchemaViolation] = []
    for schema in schemas {
      guard let first = violations(in: value, schema, completeness).first else { return [] }
      failures.append(first)
    }
    return [noneFits(value, failures)]
  }

  private mutating func oneViolations(
    _ value: JSONNode, _ schemas: [Int], _ completeness: JSONSchema.Completeness
  ) -> [SchemaViolation] {
    var (fitting, failures): ([Int], [SchemaViolation]) = ([], [])
    for (number, schema) in schemas.enumerated() {
      if let first = violations(in: value, schema, completeness).first {
        failures.append(first)
      } else {
        fitting.append(number + 1)
      }
    }
    if fitting.isEmpty { return [noneFits(value, failures)] }
    guard fitting.count > 1, !mayGrow(value, completeness) else { return [] }
    let numbers = fitting.prefix(5).map { "\($0)" }.joined(separator: " and ")
    return [SchemaViolation(value.pointer, "must be one of \(schemas.count) alternatives only, fits \(numbers)")]
  }

  /// With the first fault of some alternatives.
  private func noneFits(_ value: JSONNode, _ failures: [SchemaViolation]) -> SchemaViolation {
    let place = value.pointer
    let texts = failures.prefix(4).map { failure in
      failure.pointer == place ? failure.text : "\(failure.pointer.dropFirst(place.count + 1)) \(failure.text)"
    }
    return SchemaViolation(place, texts.joined(separator: ", or "))
  }

  /// Of a draft it may be open whether the condition will hold: then nothing follows from it yet.
  private mutating func conditional(
    _ value: JSONNode, _ condition: Int, _ rules: CombinedRules, _ completeness: JSONSchema.Completeness
  ) -> [SchemaViolation] {
    let holds = allows(value, condition, .whole)
    let isOpen = !holds && completeness == .draft && allows(value, condition, .draft)
    guard !isOpen, let next = holds ? rules.then : rules.otherwise else { return [] }
    return violations(in: value, next, completeness)
  }
}
