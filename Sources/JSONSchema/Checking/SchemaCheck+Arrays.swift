import RouterCore

extension SchemaCheck {
  mutating func arrayFaults(
    _ array: JSONNode, _ rules: ArrayRules, _ completeness: JSONSchema.Completeness, _ limit: Int
  ) -> [SchemaFault] {
    var found = lengthFaults(array, rules, completeness)
    for (position, item) in array.elements.enumerated() {
      guard !isExhausted, found.count < limit else { break }
      let schema = position < rules.prefix.count ? rules.prefix[position] : rules.items
      guard let schema else { break }
      found += faults(in: item, schema, completeness, limit: limit)
    }
    if found.count < limit, let contains = rules.contains {
      found += containsFaults(array, contains, rules, completeness)
    }
    if found.count < limit, rules.isUnique { found += repetitions(in: array, limit) }
    return found
  }

  private func lengthFaults(
    _ array: JSONNode, _ rules: ArrayRules, _ completeness: JSONSchema.Completeness
  ) -> [SchemaFault] {
    var texts: [String] = []
    if let least = rules.minItems, array.count < least, completeness == .whole {
      texts.append("must have at least \(least.counted("item"))")
    }
    if let most = rules.maxItems, array.count > most { texts.append("must have at most \(most.counted("item"))") }
    return texts.map { SchemaFault(array, $0) }
  }

  private mutating func containsFaults(
    _ array: JSONNode, _ schema: Int, _ rules: ArrayRules, _ completeness: JSONSchema.Completeness
  ) -> [SchemaFault] {
    var count = 0
    for item in array.elements where allows(item, schema, .whole) { count += 1 }
    let least = rules.minContains ?? 1
    if count < least, completeness == .whole {
      return [
        SchemaFault(array, "must have at least \(least.counted("item")) of a certain kind, has \(count)")
      ]
    }
    if let most = rules.maxContains, count > most {
      return [
        SchemaFault(array, "must have at most \(most.counted("item")) of a certain kind, has \(count)")
      ]
    }
    return []
  }

  private func repetitions(in array: JSONNode, _ limit: Int) -> [SchemaFault] {
    var places: [ComparedValue: Int] = [:]
    var found: [SchemaFault] = []
    for (position, item) in array.elements.enumerated() {
      guard found.count < limit else { break }
      let value = ComparedValue(item)
      if let first = places[value] {
        found.append(SchemaFault(item, "is the same as item \(first)"))
      } else {
        places[value] = position
      }
    }
    return found
  }
}
