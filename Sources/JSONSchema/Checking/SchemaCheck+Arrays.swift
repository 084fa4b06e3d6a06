import RouterCore

extension SchemaCheck {
  mutating func arrayViolations(
    _ array: JSONNode, _ rules: ArrayRules, _ completeness: JSONSchema.Completeness
  ) -> [SchemaViolation] {
    var found = lengthViolations(array, rules, completeness)
    for (position, item) in array.elements.enumerated() where !isExhausted && found.count < Self.mostFaults {
      let schema = position < rules.prefix.count ? rules.prefix[position] : rules.items
      if let schema { found += violations(in: item, schema, completeness) }
    }
    if let contains = rules.contains { found += containsViolations(array, contains, rules, completeness) }
    if rules.isUnique { found += repetitions(in: array) }
    return found
  }

  private func lengthViolations(
    _ array: JSONNode, _ rules: ArrayRules, _ completeness: JSONSchema.Completeness
  ) -> [SchemaViolation] {
    var texts: [String] = []
    if let least = rules.minItems, array.count < least, completeness == .whole {
      texts.append("must have at least \(least.counted("item"))")
    }
    if let most = rules.maxItems, array.count > most { texts.append("must have at most \(most.counted("item"))") }
    return texts.map { SchemaViolation(array.pointer, $0) }
  }

  private mutating func containsViolations(
    _ array: JSONNode, _ schema: Int, _ rules: ArrayRules, _ completeness: JSONSchema.Completeness
  ) -> [SchemaViolation] {
    var count = 0
    for item in array.elements where allows(item, schema, .whole) { count += 1 }
    let least = rules.minContains ?? 1
    if count < least, completeness == .whole {
      return [
        SchemaViolation(array.pointer, "must have at least \(least.counted("item")) of a certain kind, has \(count)")
      ]
    }
    if let most = rules.maxContains, count > most {
      return [
        SchemaViolation(array.pointer, "must have at most \(most.counted("item")) of a certain kind, has \(count)")
      ]
    }
    return []
  }

  private func repetitions(in array: JSONNode) -> [SchemaViolation] {
    var places: [ComparedValue: Int] = [:]
    var found: [SchemaViolation] = []
    for (position, item) in array.elements.enumerated() where found.count < Self.mostFaults {
      let value = ComparedValue(item)
      if let first = places[value] {
        found.append(SchemaViolation(item.pointer, "is the same as item \(first)"))
      } else {
        places[value] = position
      }
    }
    return found
  }
}
